export { registerApplicationTokenRoutes } from './routes.ts';
export { ApplicationTokenService } from './service.ts';
