export { accessFeature } from './feature.ts';
export { sessionMs } from './principals.ts';
export type { AccessService, TokenGrant } from './service.ts';
export type { TokenUse } from './token-use.ts';
