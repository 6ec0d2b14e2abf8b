export { registerRecentItemRoutes } from './routes.ts';
export { RecentItemService } from './service.ts';
