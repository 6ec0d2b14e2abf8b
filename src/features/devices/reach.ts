import type { Principal } from '../../kernel/principal.ts';
import type { DeviceProfile } from './directory.ts';

/** What a caller wants with a device: look at it or command it, or act as it. */
export type DeviceIntent = 'read' | 'act';

/** What must be known of a device to say who may speak for it. */
export type ActableDevice = Pick<DeviceProfile, 'deviceId' | 'deviceClass' | 'gatewayId'>;

/** Whether devices of this class may have peripherals. */
export function isGateway({ deviceClass }: Pick<DeviceProfile, 'deviceClass'>): boolean {
  return deviceClass === 'gateway' || deviceClass === 'edgeCompute';
}

/**
 * Whether a device may speak for another one of its application: for itself, or, as a gateway, for its peripherals, for
 * those that belong to any gateway, and for floating devices (semantics.md, "Devices and their state").
 */
export function actsFor(sender: Pick<DeviceProfile, 'deviceId' | 'deviceClass'>, target: ActableDevice): boolean {
  if (sender.deviceId === target.deviceId) return true;
  if (!isGateway(sender)) return false;
  if (target.deviceClass === 'floating') return true;
  return target.deviceClass === 'peripheral' && (target.gatewayId === null || target.gatewayId === sender.deviceId);
}

/**
 * What a caller that reaches the application may do with one of its devices (semantics.md, "Who calls: tokens and
 * scopes", device): a device acts as itself, a gateway also as its peripherals; with an unrestricted key it reads and
 * commands all devices.
 *
 * @returns 'absent' when the device must look as if it did not exist, 'forbidden' when only the intent goes too far
 */
export function reachDevice(
  principal: Principal,
  device: ActableDevice,
  intent: DeviceIntent,
): 'allowed' | 'forbidden' | 'absent' {
  if (principal.kind !== 'device' || actsFor(principal, device)) return 'allowed';
  if (principal.restricted) return 'absent';
  return intent === 'read' ? 'allowed' : 'forbidden';
}
