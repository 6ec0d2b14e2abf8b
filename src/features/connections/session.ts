import type { KeyGrant } from '../application-keys/index.ts';
import type { DeviceProfile } from '../devices/index.ts';
import type { Arrival } from './connection-lines.ts';

/** What is known of a connected device for as long as it is connected. */
export interface DeviceSession {
  readonly device: DeviceProfile;
  readonly grant: KeyGrant;
  /** Ids of the devices whose commands it may hear: its own, and those of peripherals it has subscribed for. */
  readonly listensFor: Set<string>;
  readonly arrival: Arrival;
  /** How many revocations there had been when the device's credentials were checked. */
  readonly revocations: number;
}
