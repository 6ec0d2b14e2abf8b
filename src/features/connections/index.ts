export type { ConnectionContributor, ConnectionNotice } from './contributor.ts';
export { connectionsFeature } from './feature.ts';
export type { PublishToSpace } from './publish.ts';
