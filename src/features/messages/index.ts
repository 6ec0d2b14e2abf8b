export { messagesFeature } from './feature.ts';
export type { MessageService } from './service.ts';
