import type { DeviceProfile } from '../devices/index.ts';
import type { Arrival } from './connection-lines.ts';
import type { DeviceGrant } from './grant.ts';

/** What is known of a connected device for as long as it is connected. */
export interface DeviceSession {
  /** As it was when it connected, or changed last since. */
  device: DeviceProfile;
  /** Cannot change while the device is connected: a change of the key or certificate ends the connection. */
  readonly grant: DeviceGrant;
  /**
   * Ids of the devices whose commands it has asked for: its own, and those of peripherals. Whether it may hear them is
   * decided for each message.
   */
  readonly listensFor: Set<string>;
  /** Those of them that were taken from it since; used only while the directory has forgotten the device. */
  readonly lost: Set<string>;
  /** The connection is being ended because its right to be there is gone: nothing goes through it any more, its will included. */
  isRevoked: boolean;
  readonly arrival: Arrival;
  /** The name of this server when the device came, where several share the database. */
  readonly node: string | undefined;
  /** How many revocations there had been when the device's credentials were checked. */
  readonly revocations: number;
}
