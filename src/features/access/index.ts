export { AccessService, type TokenGrant } from './service.ts';
export { deleteExpiredTokens } from './store.ts';
