export { connectionsFeature } from './feature.ts';
export type { PublishToSpace } from './publish.ts';
