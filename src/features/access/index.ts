export { sessionMs } from './principals.ts';
export { AccessService, type TokenGrant } from './service.ts';
export { deleteExpiredTokens } from './store.ts';
export { TokenUse } from './token-use.ts';
