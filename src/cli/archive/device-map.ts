import type { ManifestObject } from '../../features/archives/manifest.ts';
import { type ApiClient, ApiError } from '../api-client.ts';

/** Of devices that were made for those of an archive: their id there. Found again by it, a second restore makes none. */
const originTag = 'archivedDeviceId';

interface Attribute {
  readonly name: string;
  readonly dataType: string;
}

interface Device {
  readonly id: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** The application's devices for those of an archive. */
export class DeviceMap {
  created = 0;
  readonly #client: ApiClient;
  readonly #path: string;
  readonly #create: boolean;
  /** One for each device of the archive, in the application's own number of them. */
  readonly #known = new Map<string, Device>();

  constructor(options: { client: ApiClient; applicationId: string; create: boolean }) {
    this.#client = options.client;
    this.#path = `/applications/${options.applicationId}/devices`;
    this.#create = options.create;
  }

  /** The device for an object, with every attribute that the object has; or, in words, what is missing. */
  async find(object: ManifestObject): Promise<{ id: string } | { missing: string }> {
    const { deviceId, deviceName, columns } = object;
    let device = this.#known.get(deviceId) ?? (await this.#look(deviceId));
    if (!device) {
      if (!this.#create)
        return { missing: `the application has no device ${deviceId} ("${deviceName}"); see --create` };
      device = await this.#make(object);
    }
    const absent = columns.filter(({ name }) => !device?.attributes.some((attribute) => attribute.name === name));
    if (absent.length > 0) {
      if (!this.#create) {
        const names = absent.map(({ name }) => name).join(', ');
        return { missing: `the device "${device.name}" has no attribute ${names}; see --create` };
      }
      const attributes = [...device.attributes, ...absent];
      device = await this.#client.call<Device & Record<string, unknown>>('PATCH', `${this.#path}/${device.id}`, {
        body: { attributes },
      });
    }
    this.#known.set(deviceId, device);
    const other = columns.find(
      ({ name, dataType }) => device.attributes.find((attribute) => attribute.name === name)?.dataType !== dataType,
    );
    if (other) {
      return {
        missing: `the attribute ${other.name} of "${device.name}" is no ${other.dataType}, as it was when archived`,
      };
    }
    return { id: device.id };
  }

  async #look(deviceId: string): Promise<Device | undefined> {
    try {
      return await this.#client.call<Device & Record<string, unknown>>('GET', `${this.#path}/${deviceId}`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    }
    const query = { 'tagFilter[0][key]': originTag, 'tagFilter[0][value]': deviceId };
    for await (const device of this.#client.list<Device>(this.#path, query)) return device;
    return undefined;
  }

  async #make({ deviceId, deviceName, columns }: ManifestObject): Promise<Device> {
    const body = { name: deviceName, attributes: columns, tags: [{ key: originTag, value: deviceId }] };
    const device = await this.#client.call<Device & Record<string, unknown>>('POST', this.#path, { body });
    this.created += 1;
    return device;
  }
}
