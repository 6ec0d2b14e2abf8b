import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { deviceCommand } from './schemas.ts';
import type { DeviceCommandService } from './service.ts';

export function registerDeviceCommandRoutes(router: ActionRouter, commands: DeviceCommandService): void {
  router.handle('device.sendCommand', {
    summary: 'Send a command to a device.',
    body: deviceCommand,
    answer: successAnswer,
    handle: async (call) => commands.send(call.application, call.principal, call.parameters.deviceId ?? '', call.body),
  });
}
