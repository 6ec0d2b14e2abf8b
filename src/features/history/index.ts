export { registerHistoryRoutes } from './routes.ts';
export { HistoryService } from './service.ts';
