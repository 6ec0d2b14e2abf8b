export { DeviceAuthenticator } from './authenticator.ts';
export { ConnectionLog } from './connection-log.ts';
export { DeviceAuthService } from './device-auth.ts';
export type { DeviceTopic } from './device-topic.ts';
export { LoginLog } from './login-log.ts';
export { registerDeviceAuthRoutes } from './routes.ts';
export { ConnectionService, type DeviceSession } from './service.ts';
export { ConnectionStatusService } from './status.ts';
export { registerConnectionStatusRoutes } from './status-routes.ts';
