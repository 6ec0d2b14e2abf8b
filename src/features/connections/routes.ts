import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { DeviceAuthService } from './device-auth.ts';
import { authenticatedDevice, deviceCredentials } from './schemas.ts';

/** `POST /auth/device`: a device exchanges its access key for a bearer token. */
export function registerDeviceAuthRoutes(router: ActionRouter, deviceAuth: DeviceAuthService): void {
  router.handle('auth.authenticateDevice', {
    summary: 'Exchange a device id, access key and secret for a bearer token.',
    body: deviceCredentials,
    answer: authenticatedDevice,
    unrecorded: 'a login is not a change; a refused one is in the application log',
    handle: async ({ body, request }) => deviceAuth.logIn(body, request.ip),
  });
}
