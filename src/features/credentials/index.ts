export type { CredentialConfig, CredentialType, HttpConfig, JwtConfig } from './configs.ts';
export { credentialsFeature } from './feature.ts';
export { type CredentialUser, setCredentialReferences } from './references.ts';
export type { CredentialService, CredentialUse } from './service.ts';
export { matchesUri } from './uri-match.ts';
