export { registerApiTokenRoutes } from './routes.ts';
export { ApiTokenService } from './service.ts';
