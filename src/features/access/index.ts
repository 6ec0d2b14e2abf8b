export { accessFeature } from './feature.ts';
export type { AccessService, TokenGrant } from './service.ts';
export type { TokenUse } from './token-use.ts';
