import { mayLogIn } from '../../kernel/device-class.ts';
import { isId } from '../../kernel/ids.ts';
import type { ApplicationKeyService, KeyGrant } from '../application-keys/index.ts';
import type { CertificateGrant, CertificateVerifier } from '../certificates/index.ts';
import type { DeviceDirectory, DeviceProfile } from '../devices/index.ts';
import { coversDevice, type DeviceGrant, isCertificate, nameGrant, nameKind } from './grant.ts';

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
  /** The application of the access key or certificate, where there is one. */
  readonly applicationId?: string;
  /** The device, where that application has it. */
  readonly device?: DeviceProfile;
}

export type DeviceLogin<Grant> = { readonly device: DeviceProfile; readonly grant: Grant } | RefusedLogin;

const noDevice: RefusedLogin = {
  refused: 'device',
  reason: 'the client id is not the id of a device (24 hexadecimal digits)',
};

/**
 * Devices prove who they are with the id of the device and an access key with its secret, over MQTT as over REST; or, over
 * MQTT, with that id and a certificate.
 */
export class DeviceAuthenticator {
  readonly #keys: ApplicationKeyService;
  readonly #certificates: CertificateVerifier;
  readonly #directory: DeviceDirectory;

  constructor(options: {
    keys: ApplicationKeyService;
    certificates: CertificateVerifier;
    directory: DeviceDirectory;
  }) {
    this.#keys = options.keys;
    this.#certificates = options.certificates;
    this.#directory = options.directory;
  }

  async logIn(credentials: DeviceCredentials): Promise<DeviceLogin<KeyGrant>> {
    if (!isId(credentials.deviceId)) return noDevice;
    const check = await this.#keys.verify(credentials.key, credentials.secret);
    if ('refused' in check) {
      if (check.refused === 'unknown') return { refused: 'credentials', reason: 'there is no such access key' };
      const { applicationId } = check;
      const reason =
        check.refused === 'secret' ? 'the secret does not belong to the access key' : 'the access key is inactive';
      return { refused: 'credentials', reason, applicationId };
    }
    return this.#admit(check.grant, credentials.deviceId);
  }

  /** @param certificate DER; the device has proved already that it holds its key */
  async logInWithCertificate(deviceId: string, certificate: Uint8Array): Promise<DeviceLogin<CertificateGrant>> {
    if (!isId(deviceId)) return noDevice;
    const check = await this.#certificates.verify(certificate);
    if ('grant' in check) return this.#admit(check.grant, deviceId);
    const { refused: reason, applicationId } = check;
    return { refused: 'device', reason, ...(applicationId === undefined ? {} : { applicationId }) };
  }

  /** As it logged in before with what `nameAccess` names; undefined when that is not there, or not for the device, any more. */
  async readmit(deviceId: string, access: string): Promise<{ device: DeviceProfile; grant: DeviceGrant } | undefined> {
    const [kind, name = ''] = access.split(' ', 2);
    const grant = await (kind === 'key' ? this.#keys.findGrant(name) : this.#certificates.findGrant(name));
    if (!grant) return undefined;
    const login = await this.#admit<DeviceGrant>(grant, deviceId);
    return 'refused' in login ? undefined : login;
  }

  /**
   * As `readmit`, for all devices of an application that have logged in with the same: those that could not do so now, or with
   * other rights than before, are left out.
   */
  async readmitAll(
    before: DeviceGrant,
    deviceIds: readonly string[],
  ): Promise<{ readonly device: DeviceProfile; readonly grant: DeviceGrant }[]> {
    const name = nameGrant(before);
    const grant = await (isCertificate(before) ? this.#certificates.findGrant(name) : this.#keys.findGrant(name));
    if (!grant || JSON.stringify(grant) !== JSON.stringify(before)) return [];
    const devices = await this.#directory.findAllIn(grant, deviceIds);
    return devices
      .filter(
        (device) => mayLogIn(device.deviceClass) && coversDevice(grant, { id: device.deviceId, tags: device.tags }),
      )
      .map((device) => ({ device, grant }));
  }

  async #admit<Grant extends DeviceGrant>(grant: Grant, deviceId: string): Promise<DeviceLogin<Grant>> {
    const { applicationId } = grant;
    const device = await this.#directory.findIn(applicationId, deviceId.toLowerCase());
    if (!device) {
      const reason = `the application of the ${nameKind(grant)} has no device with this id`;
      return { refused: 'device', reason, applicationId };
    }
    if (!coversDevice(grant, { id: device.deviceId, tags: device.tags })) {
      const reason = isCertificate(grant)
        ? 'the device is not among those of the certificate'
        : 'the access key is restricted to other devices';
      return { refused: 'device', reason, applicationId, device };
    }
    if (!mayLogIn(device.deviceClass)) {
      const reason = `a device of class ${device.deviceClass} does not connect itself`;
      return { refused: 'device', reason, applicationId, device };
    }
    return { device, grant };
  }
}
