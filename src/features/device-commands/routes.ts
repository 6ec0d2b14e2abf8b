import type { ActionRouter } from '../../platform/http/action-router.ts';
import { sayLimits } from '../../platform/http/limit-headers.ts';
import { historyQuery, successAnswer } from '../../platform/http/schemas.ts';
import { sayTruncated } from '../../platform/http/truncated.ts';
import { deviceCommand, deviceCommands, multiDeviceCommand } from './schemas.ts';
import type { DeviceCommandService } from './service.ts';

/** Commands: sent to one device or to many, and read back from the history. */
export function registerDeviceCommandRoutes(router: ActionRouter, commands: DeviceCommandService): void {
  router.handle('device.sendCommand', {
    summary: 'Send a command to a device.',
    body: deviceCommand,
    answer: successAnswer,
    unrecorded: 'the command history has it',
    handle: async (call) =>
      commands.send(call.application, call.principal, call.parameters.deviceId, call.body, (uses) =>
        sayLimits(call.reply, uses),
      ),
  });

  router.handle('devices.sendCommand', {
    summary: 'Send a command to every device that an id, a tag or a query names.',
    body: multiDeviceCommand,
    answer: successAnswer,
    unrecorded: 'the command history has it',
    handle: async (call) =>
      commands.sendToMany(call.application, call.principal, call.body, (uses) => sayLimits(call.reply, uses)),
  });

  router.handle('device.getCommand', {
    summary: 'The commands that a device was sent, newest first.',
    query: historyQuery,
    answer: deviceCommands,
    handle: async (call) =>
      commands.read(call.application, call.principal, call.parameters.deviceId, call.query, () => sayTruncated(call)),
  });
}
