import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../platform/broker/hooks.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { type DeviceGrant, nameAccess } from './grant.ts';
import type { DeviceSession } from './session.ts';

/** Devices that are asked about in one statement. */
const atOnce = 1_000;
/** A database that has just come back may have old connections to lose first. */
const retryMs = 1_000;

export interface RecheckOptions {
  /** The connections that there are now. */
  readonly sessions: () => Iterable<Session<DeviceSession>>;
  /** Those of the devices that could log in by the grant now, with the same rights. */
  readonly readmitAll: (
    grant: DeviceGrant,
    deviceIds: readonly string[],
  ) => Promise<{ readonly device: DeviceProfile }[]>;
  readonly keep: (session: Session<DeviceSession>, device: DeviceProfile) => void;
  readonly end: (session: Session<DeviceSession>) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks at every connection again when revocations may have been missed: all that rest on one access key or certificate with
 * one question about that and one for each thousand devices. Asked while it is at it, it begins anew afterwards.
 */
export class Recheck {
  readonly #options: RecheckOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #again = false;

  constructor(options: RecheckOptions) {
    this.#options = options;
  }

  /** Resolves once every connection has been looked at, or it has been stopped. */
  async run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      try {
        await this.#look();
      } catch (error) {
        this.#again = true;
        this.#options.onError(error);
        await sleep(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async #look(): Promise<void> {
    const groups = new Map<string, { grant: DeviceGrant; sessions: Session<DeviceSession>[] }>();
    for (const session of this.#options.sessions()) {
      const { grant } = session.data;
      const name = nameAccess(grant);
      const group = groups.get(name);
      if (group && JSON.stringify(group.grant) === JSON.stringify(grant)) group.sessions.push(session);
      // The same key with other rights: whichever is not as it is now ends by that.
      else groups.set(group ? `${name} ${session.clientId}` : name, { grant, sessions: [session] });
    }
    for (const { grant, sessions } of groups.values()) {
      for (let from = 0; from < sessions.length; from += atOnce) {
        if (this.#stopping.signal.aborted) return;
        await this.#lookAt(grant, sessions.slice(from, from + atOnce));
      }
    }
  }

  async #lookAt(grant: DeviceGrant, sessions: readonly Session<DeviceSession>[]): Promise<void> {
    const admitted = await this.#options.readmitAll(
      grant,
      sessions.map(({ clientId }) => clientId),
    );
    const devices = new Map(admitted.map(({ device }) => [device.deviceId, device]));
    for (const session of sessions) {
      const device = devices.get(session.clientId);
      if (device) this.#options.keep(session, device);
      else this.#options.end(session);
    }
  }
}
