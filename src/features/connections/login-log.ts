import { isId } from '../../kernel/ids.ts';
import { cutText } from '../../kernel/text.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { DeviceDirectory, DeviceProfile } from '../devices/index.ts';
import type { RefusedLogin } from './authenticator.ts';
import { nameDevice, plainAddress } from './connection-lines.ts';

export interface LoginAttempt {
  /** What it called itself, device or not. */
  readonly deviceId: string;
  /** The access key that it gave, if it came that far. */
  readonly key?: string;
  /** Fingerprint of the certificate that it presented instead of a key. */
  readonly certificate?: string;
  readonly address: string | undefined;
  /** "MQTT", "REST". */
  readonly by: string;
}

/** Longest client id that is quoted. */
const maxQuoted = 64;

/**
 * Tells applications of logins that failed. A refusal belongs to the application of the access key or certificate and to
 * that of the device, where there are such; when these are two, each is told only what is its own.
 */
export class LoginLog {
  readonly #log: ApplicationLog;
  readonly #directory: DeviceDirectory;

  constructor(options: { applicationLog: ApplicationLog; directory: DeviceDirectory }) {
    this.#log = options.applicationLog;
    this.#directory = options.directory;
  }

  /**
   * Returns at once and never throws: whoever was refused must not see from the time it takes what exists.
   * `refusal.applicationId` is left out where no access key or certificate was recognised.
   */
  refused(attempt: LoginAttempt, refusal: Pick<RefusedLogin, 'applicationId' | 'reason'>): void {
    if (!this.#log.windows.isAnyWatched) return;
    const known = isId(attempt.deviceId) ? this.#directory.find(attempt.deviceId.toLowerCase()) : undefined;
    // The login itself has been answered; a line that cannot be looked up is not worth an error.
    Promise.resolve(known).then(
      (device) => this.#tell(attempt, refusal, device),
      () => undefined,
    );
  }

  #tell(
    attempt: LoginAttempt,
    { applicationId, reason }: Pick<RefusedLogin, 'applicationId' | 'reason'>,
    device: DeviceProfile | undefined,
  ): void {
    const { key, certificate } = attempt;
    if (applicationId !== undefined) {
      const own = device?.applicationId === applicationId ? device : undefined;
      const given = certificate === undefined ? key && `access key ${key}` : `certificate ${certificate}`;
      this.#write(applicationId, attempt, own, given ? `${reason} (${given})` : reason);
    }
    if (!device || device.applicationId === applicationId) return;
    if (certificate !== undefined) {
      const clause = `its certificate (${certificate}) is not one of this application`;
      return this.#write(device.applicationId, attempt, device, clause);
    }
    if (key === undefined) return this.#write(device.applicationId, attempt, device, reason);
    // Only the beginning: somebody may have swapped key and secret, or it may be another application's key.
    const shown = key === '' ? 'it gave no access key' : `its access key ${key.slice(0, 4)}…`;
    const clause = key === '' ? shown : `${shown} is not one of this application`;
    this.#write(device.applicationId, attempt, device, clause);
  }

  #write(applicationId: string, attempt: LoginAttempt, device: DeviceProfile | undefined, reason: string): void {
    const address = plainAddress(attempt.address);
    const clientId = cutText(attempt.deviceId, maxQuoted);
    const who = device?.name ?? (clientId === '' ? 'A client without an id' : `"${clientId}"`);
    this.#log.write(applicationId, () => ({
      level: 'warn',
      type: 'authFailure',
      ...(device ? { device: nameDevice(device) } : {}),
      message: `${who} was refused (${attempt.by} from ${address}): ${reason}.`,
      details: { address, by: attempt.by, clientId, reason },
    }));
  }
}
