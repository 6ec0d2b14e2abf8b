export type { ConnectionContributor, ConnectionNotice } from './contributor.ts';
export { connectionsFeature } from './feature.ts';
export type { PublishToSpace } from './publish.ts';
export type { ConnectionStatusService } from './status.ts';
export type { CustomMessage, TopicListener, TopicListeners } from './topic-listeners.ts';
