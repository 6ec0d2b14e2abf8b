import type { ActionRouter } from '../../platform/http/action-router.ts';
import { sayLimits } from '../../platform/http/limit-headers.ts';
import { historyQuery } from '../../platform/http/schemas.ts';
import { sayTruncated } from '../../platform/http/truncated.ts';
import type { StateRemoval } from './removal.ts';
import {
  compositeState,
  compositeStateQuery,
  devicesDataRemoved,
  devicesRemoveData,
  removeDataAnswer,
  removeDataQuery,
  sendStateAnswer,
  stateOrStates,
  storedStates,
} from './schemas.ts';
import type { DeviceStateService } from './service.ts';

/** States of a device over REST, composite state, and the removal of data. */
export function registerDeviceStateRoutes(
  router: ActionRouter,
  { states, removal }: { states: DeviceStateService; removal: StateRemoval },
): void {
  router.handle('device.sendState', {
    summary: 'Report one state of a device, or an array of them; answered once stored durably.',
    body: stateOrStates,
    answer: sendStateAnswer,
    unrecorded: 'devices report many times a second; the stored state says all',
    handle: async (call) =>
      states.send(call.application, call.principal, call.parameters.deviceId, call.body, (uses) =>
        sayLimits(call.reply, uses),
      ),
  });

  router.handle('device.getState', {
    summary: 'The states that a device has reported, newest first.',
    query: historyQuery,
    answer: storedStates,
    handle: async (call) =>
      states.read(call.application, call.principal, call.parameters.deviceId, call.query, () => sayTruncated(call)),
  });

  router.handle('device.getCompositeState', {
    summary: 'The newest value of every attribute of a device within a time range.',
    query: compositeStateQuery,
    answer: compositeState,
    handle: async (call) =>
      states.readComposite(call.application, call.principal, call.parameters.deviceId, call.query),
  });

  router.handle('device.removeData', {
    summary: 'Remove what a device has reported in a time range.',
    query: removeDataQuery,
    answer: removeDataAnswer,
    handle: async (call) =>
      removal.removeOf(call.application, call.principal, call.parameters.deviceId, call.query, call.change),
  });

  router.handle('devices.removeData', {
    summary: 'Remove what many devices have reported in a time range.',
    body: devicesRemoveData,
    answer: devicesDataRemoved,
    handle: async (call) => removal.removeOfMany(call.application, call.principal, call.body, call.change),
  });
}
