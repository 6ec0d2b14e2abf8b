export { edgeDeploymentsFeature } from './feature.ts';
export type { EdgeFlows } from './flows.ts';
export type { EdgeDeployments } from './service.ts';
