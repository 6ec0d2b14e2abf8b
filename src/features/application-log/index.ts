export { ApplicationLog } from './application-log.ts';
export { registerApplicationLogRoutes } from './routes.ts';
