export type { CredentialCheck } from './credentials.ts';
export { usersFeature } from './feature.ts';
export { checkNewPassword } from './schemas.ts';
export type { UserService } from './service.ts';
