export { registerApplicationKeyRoutes } from './routes.ts';
export { ApplicationKeyService, grantCovers, isRestricted, type KeyGrant } from './service.ts';
