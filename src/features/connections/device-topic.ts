import type { DeviceProfile } from '../devices/index.ts';

/** A reserved topic `losant/<deviceId>/<name>` on which devices publish; a feature declares it as it declares a route. */
export interface DeviceTopic {
  readonly name: string;
  /**
   * Takes one message about `device`. Calls exactly one of: `done` (with an error when it could not be stored and the
   * sender should try again), or `refused` with the reason when trying again would not help.
   */
  receive(
    device: DeviceProfile,
    payload: Uint8Array,
    callbacks: { done: (error?: unknown) => void; refused: (message: string) => void },
  ): void;
}
