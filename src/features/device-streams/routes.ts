import { Type } from 'typebox';
import type { Principal } from '../../kernel/principal.ts';
import type { ActionCall, ActionRouter } from '../../platform/http/action-router.ts';
import { type AccessWatch, openReplayStream } from '../../platform/http/replay-stream.ts';
import type { ReplayWindows } from '../../platform/http/replay-windows.ts';
import { secret } from '../../platform/secrets/secret-field.ts';
import type { DeviceService } from '../devices/index.ts';
import type { DeviceWatch } from './device-watch.ts';

const deviceStreamQuery = Type.Object({
  keepAliveInterval: Type.Optional(Type.Number({ minimum: 1, maximum: 60, default: 2 })),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String())),
});

interface Options {
  readonly deviceWatch: DeviceWatch;
  readonly devices: DeviceService;
  readonly access: AccessWatch;
}

/** State and command streams of one device. They end when the caller may no longer read it. */
export function registerDeviceStreamRoutes(router: ActionRouter, options: Options): void {
  router.handle('device.stateStream', {
    summary: 'Server-Sent Events with the states of a device, as they are stored.',
    query: deviceStreamQuery,
    stream: true,
    handle: async (call) => openDeviceStream(call, options.deviceWatch.states, 'deviceState', options),
  });

  router.handle('device.commandStream', {
    summary: 'Server-Sent Events with the commands that a device is sent.',
    query: deviceStreamQuery,
    stream: true,
    handle: async (call) => openDeviceStream(call, options.deviceWatch.commands, 'deviceCommand', options),
  });
}

/** Opens the stream of one device. It also ends when the device is deleted, or moves out of the caller's reach. */
async function openDeviceStream<Data>(
  call: ActionCall<{ keepAliveInterval?: number }, unknown, 'deviceId'>,
  windows: ReplayWindows<Data>,
  event: string,
  { devices, access }: Options,
): Promise<void> {
  const find = (principal: Principal) => devices.require(call.application, principal, call.parameters.deviceId, 'read');
  const { deviceId } = await find(call.principal);
  const device = { deviceId, require: find };
  await openReplayStream(call, { windows, key: deviceId, event, accepts: () => true, access, device });
}
