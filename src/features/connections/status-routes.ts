import type { ActionRouter } from '../../platform/http/action-router.ts';
import { historyQuery, successAnswer } from '../../platform/http/schemas.ts';
import { deviceConnectionStatus, deviceLog } from './schemas.ts';
import type { ConnectionStatusService } from './status.ts';

/** The connection log of a device, and `setConnectionStatus` for devices that use REST. */
export function registerConnectionStatusRoutes(router: ActionRouter, status: ConnectionStatusService): void {
  router.handle('device.getLogEntries', {
    summary: 'When a device came and went, newest first.',
    query: historyQuery,
    answer: deviceLog,
    handle: async (call) => status.readLog(call.application, call.principal, call.parameters.deviceId, call.query),
  });

  router.handle('device.setConnectionStatus', {
    summary: 'Report that a device which does not use MQTT has come or gone.',
    body: deviceConnectionStatus,
    answer: successAnswer,
    unrecorded: 'the connection log has it',
    handle: async (call) => status.report(call.application, call.principal, call.parameters.deviceId, call.body),
  });
}
