export { AccountService } from './account.ts';
export { UserAdministration } from './administration.ts';
export { CredentialCheck } from './credentials.ts';
export { LoginService } from './login.ts';
export { LoginThrottle } from './login-throttle.ts';
export { readSealedTwoFactorKeys, resealTwoFactorKeys } from './reseal.ts';
export { registerUserRoutes } from './routes.ts';
export { UserService } from './service.ts';
