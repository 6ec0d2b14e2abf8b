import { defineFeature } from '../../platform/feature.ts';
import { devicesFeature } from '../devices/index.ts';
import { edgeDeploymentResource } from './resource.ts';
import { registerEdgeDeploymentRoutes } from './routes.ts';
import { EdgeDeployments } from './service.ts';
import { agentTopics } from './topics.ts';

/** Which edge workflows devices should run. The feature that has workflows contributes them (`EdgeFlows`). */
export const edgeDeploymentsFeature = defineFeature({
  name: 'edge-deployments',
  needs: { devices: devicesFeature },
  resources: [edgeDeploymentResource],
  create({ database, now }, { devices: { devices } }) {
    const deployments = new EdgeDeployments({ database, devices, now });
    return {
      api: { deployments },
      routes: (router) => registerEdgeDeploymentRoutes(router, { deployments, devices }),
      topics: agentTopics,
    };
  },
});
