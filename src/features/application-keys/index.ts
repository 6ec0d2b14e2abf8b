export { applicationKeysFeature } from './feature.ts';
export { type ApplicationKeyService, grantCovers, isRestricted, type KeyGrant } from './service.ts';
export { updateKeySecret } from './store.ts';
