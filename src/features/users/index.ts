export { registerUserRoutes } from './routes.ts';
export { UserService } from './service.ts';
