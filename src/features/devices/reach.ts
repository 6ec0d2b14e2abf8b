import type { Principal } from '../../kernel/principal.ts';
import type { DeviceProfile } from './directory.ts';

/** What a caller wants with a device: look at it or command it, or act as it. */
export type DeviceIntent = 'read' | 'act';

/**
 * What a caller that reaches the application may do with one of its devices (semantics.md, "Who calls", device): a
 * device acts as itself, a gateway also as its peripherals; with an unrestricted key it reads and commands all devices.
 *
 * @returns 'absent' when the device must look as if it did not exist, 'forbidden' when only the intent goes too far
 */
export function reachDevice(
  principal: Principal,
  device: Pick<DeviceProfile, 'deviceId' | 'gatewayId'>,
  intent: DeviceIntent,
): 'allowed' | 'forbidden' | 'absent' {
  if (principal.kind !== 'device') return 'allowed';
  if (device.deviceId === principal.deviceId || device.gatewayId === principal.deviceId) return 'allowed';
  if (principal.restricted) return 'absent';
  return intent === 'read' ? 'allowed' : 'forbidden';
}
