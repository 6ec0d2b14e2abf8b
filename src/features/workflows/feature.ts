import { defineFeature } from '../../platform/feature.ts';
import { applicationsFeature } from '../applications/index.ts';
import { credentialsFeature } from '../credentials/index.ts';
import { edgeDeploymentsFeature } from '../edge-deployments/index.ts';
import { integrationsFeature } from '../integrations/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { webhooksFeature } from '../webhooks/index.ts';
import { flowBundleKind } from './bundle/kind.ts';
import { noteCredentials } from './credential-names.ts';
import { FlowDeletion } from './deletion.ts';
import { edgeFlows } from './edge-flows.ts';
import { FlowHooks } from './hooks.ts';
import { FlowImport } from './import/import.ts';
import { registerFlowImportRoutes } from './import/routes.ts';
import { CachedFlowLookup } from './lookup.ts';
import { flowResource, flowVersionResource } from './resource.ts';
import { registerFlowRoutes } from './routes.ts';
import type { FlowContribution, FlowLookup } from './runnable.ts';
import { type FlowList, FlowService } from './service.ts';
import { FlowViews } from './show.ts';
import type { FlowStorage } from './storage.ts';
import { registerStorageRoutes } from './storage-routes.ts';
import { StoredEntries } from './stored-entries.ts';
import { registerVersionRoutes } from './version-routes.ts';
import { VersionService } from './versions.ts';

/** What the feature offers to the others. */
export interface WorkflowsApi {
  readonly lookup: FlowLookup;
  readonly storage: FlowStorage;
  /** Workflows as the API lists them. */
  readonly flows: FlowList;
  /** To be called when the features are created. */
  contribute(contribution: FlowContribution): void;
}

/** Workflows as people make and change them, and what they keep; what runs them finds them here. */
export const workflowsFeature = defineFeature({
  name: 'workflows',
  needs: {
    applications: applicationsFeature,
    // Its functions are called in our transactions.
    credentials: credentialsFeature,
    edgeDeployments: edgeDeploymentsFeature,
    integrations: integrationsFeature,
    limits: limitsFeature,
    webhooks: webhooksFeature,
  },
  resources: [flowResource, flowVersionResource],
  create({ bus, database, now }, needs) {
    const { deployments } = needs.edgeDeployments;
    const hooks = new FlowHooks({ bus });
    hooks.contribute({ changed: noteCredentials });
    const views = new FlowViews({ hooks });
    const lookup = new CachedFlowLookup({ database });
    const storage = new StoredEntries({ database });
    const service = new FlowService({ database, hooks, views, limits: needs.limits.limits, now });
    const versions = new VersionService({ database, hooks, views, deployments, now });
    const deletion = new FlowDeletion({ database, hooks, deployments });
    const imports = new FlowImport({ database, service, versions, views, now });
    deployments.contribute(edgeFlows);
    needs.webhooks.listeners.subscribe({
      // What runs workflows takes the calls.
      take: async () => false,
      removed: async (tx, { includeWorkflows, webhookId, ...application }) => {
        if (includeWorkflows) await deletion.deleteTriggeredBy(tx, application, { type: 'webhook', key: webhookId });
      },
    });
    needs.integrations.integrations.onRemoval(async (tx, { includeWorkflows, integrationId, ...application }) => {
      if (!includeWorkflows) return;
      await deletion.deleteTriggeredBy(tx, application, { type: 'integration', key: integrationId });
    });
    const api: WorkflowsApi = {
      lookup,
      storage,
      flows: service,
      contribute: (contribution) => hooks.contribute(contribution),
    };
    return {
      api,
      routes(router) {
        registerFlowRoutes(router, { service, deletion });
        registerVersionRoutes(router, versions);
        registerFlowImportRoutes(router, imports);
        registerStorageRoutes(router, { storage, database });
      },
      listens: lookup.listens,
      bundleKinds: [flowBundleKind({ service, versions })],
    };
  },
});
