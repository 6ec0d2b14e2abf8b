import { isId } from '../../kernel/ids.ts';
import { type ApplicationKeyService, grantCovers, type KeyGrant } from '../application-keys/index.ts';
import type { DeviceDirectory, DeviceProfile } from '../devices/index.ts';

export interface DeviceCredentials {
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
}

export type DeviceLogin =
  | { readonly device: DeviceProfile; readonly grant: KeyGrant }
  /** `reason` is for the log only: the device itself is not told which half was wrong. */
  | { readonly refused: 'credentials' | 'device'; readonly reason: string };

/** Devices prove who they are with the id of the device and an access key with its secret, over MQTT as over REST. */
export class DeviceAuthenticator {
  readonly #keys: ApplicationKeyService;
  readonly #directory: DeviceDirectory;

  constructor(options: { keys: ApplicationKeyService; directory: DeviceDirectory }) {
    this.#keys = options.keys;
    this.#directory = options.directory;
  }

  async logIn(credentials: DeviceCredentials): Promise<DeviceLogin> {
    if (!isId(credentials.deviceId)) return { refused: 'device', reason: 'the client id is not a device id' };
    const grant = await this.#keys.verify(credentials.key, credentials.secret);
    if (!grant)
      return { refused: 'credentials', reason: 'the access key or its secret is wrong, or the key is inactive' };
    const device = await this.#directory.findIn(grant.applicationId, credentials.deviceId.toLowerCase());
    if (!device) return { refused: 'device', reason: 'there is no such device in the application of the key' };
    if (!grantCovers(grant, { id: device.deviceId, tags: device.tags })) {
      return { refused: 'device', reason: 'the key is restricted to other devices' };
    }
    if (device.deviceClass === 'peripheral' || device.deviceClass === 'system') {
      return { refused: 'device', reason: `a ${device.deviceClass} device does not connect itself` };
    }
    return { device, grant };
  }
}
