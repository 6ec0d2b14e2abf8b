import { mayLogIn } from '../../kernel/device-class.ts';
import { isId } from '../../kernel/ids.ts';
import { type ApplicationKeyService, grantCovers, type KeyGrant } from '../application-keys/index.ts';
import type { DeviceDirectory, DeviceProfile } from '../devices/index.ts';

export interface DeviceCredentials {
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
}

/** Why a login failed. All of it is for logs: the device itself is not told which half was wrong. */
export interface RefusedLogin {
  readonly refused: 'credentials' | 'device';
  /** A clause: "the secret is wrong". */
  readonly reason: string;
  /** The application of the access key, where there is such a key. */
  readonly applicationId?: string;
  /** The device, where that application has it. */
  readonly device?: DeviceProfile;
}

export type DeviceLogin = { readonly device: DeviceProfile; readonly grant: KeyGrant } | RefusedLogin;

/** Devices prove who they are with the id of the device and an access key with its secret, over MQTT as over REST. */
export class DeviceAuthenticator {
  readonly #keys: ApplicationKeyService;
  readonly #directory: DeviceDirectory;

  constructor(options: { keys: ApplicationKeyService; directory: DeviceDirectory }) {
    this.#keys = options.keys;
    this.#directory = options.directory;
  }

  async logIn(credentials: DeviceCredentials): Promise<DeviceLogin> {
    if (!isId(credentials.deviceId)) {
      return { refused: 'device', reason: 'the client id is not the id of a device (24 hexadecimal digits)' };
    }
    const check = await this.#keys.verify(credentials.key, credentials.secret);
    if ('refused' in check) {
      if (check.refused === 'unknown') return { refused: 'credentials', reason: 'there is no such access key' };
      const { applicationId } = check;
      const reason =
        check.refused === 'secret' ? 'the secret does not belong to the access key' : 'the access key is inactive';
      return { refused: 'credentials', reason, applicationId };
    }
    const { grant } = check;
    const { applicationId } = grant;
    const device = await this.#directory.findIn(applicationId, credentials.deviceId.toLowerCase());
    if (!device) {
      return {
        refused: 'device',
        reason: 'the application of the access key has no device with this id',
        applicationId,
      };
    }
    if (!grantCovers(grant, { id: device.deviceId, tags: device.tags })) {
      return { refused: 'device', reason: 'the access key is restricted to other devices', applicationId, device };
    }
    if (!mayLogIn(device.deviceClass)) {
      const reason = `a device of class ${device.deviceClass} does not connect itself`;
      return { refused: 'device', reason, applicationId, device };
    }
    return { device, grant };
  }
}
