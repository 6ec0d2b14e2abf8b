export { registerMessageRoutes } from './routes.ts';
export { MessageService } from './service.ts';
export { TopicWatch } from './topic-watch.ts';
