import { inParallel } from '../../kernel/in-parallel.ts';
import type { ApiClient } from '../api-client.ts';
import { CommandError } from '../command.ts';
import type { DeviceCredentials } from './device-client.ts';

/** A device that a simulation needs. */
export interface PlannedDevice {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Data type by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

interface ApiDevice {
  readonly deviceId: string;
  readonly name: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly attributes: readonly { readonly name: string; readonly dataType: string }[];
}

/** By which devices of a simulation are known, also to the access key that is made for it. */
export const markTag = 'simulated';
/** Calls of a command that are under way at the same time. */
export const callsAtOnce = 8;

/** What a simulation has on the server, and how to remove what it has made. */
export interface Fleet {
  /** Unknown where existing devices are used. */
  readonly applicationId: string | undefined;
  readonly devices: readonly DeviceCredentials[];
  readonly made: { readonly application: boolean; readonly devices: number };
  /** Removes the access key and, if asked, the devices and the application that were made. */
  dismiss(options: { cleanup: boolean }): Promise<void>;
}

/**
 * Makes the application (unless one is given), the devices that are not there from an earlier run, and an access key for
 * this run. What was made is removed again when something fails.
 */
export async function prepareFleet(
  api: ApiClient,
  options: { applicationId: string | undefined; devices: readonly PlannedDevice[]; onProgress: (done: number) => void },
): Promise<Fleet> {
  const made = { application: options.applicationId === undefined, deviceIds: [] as string[], keyId: '' };
  let applicationId = options.applicationId ?? '';
  const dismiss = async ({ cleanup }: { cleanup: boolean }): Promise<void> => {
    const path = `/applications/${applicationId}`;
    const { uninterrupted } = api;
    if (made.keyId !== '') await uninterrupted.call('DELETE', `${path}/keys/${made.keyId}`);
    if (!cleanup) return;
    if (made.application) await uninterrupted.call('DELETE', path);
    else await inParallel(made.deviceIds, callsAtOnce, (id) => uninterrupted.call('DELETE', `${path}/devices/${id}`));
  };
  try {
    if (made.application) {
      const application = { name: 'Simulation', description: 'Made by signalbox simulate' };
      applicationId = String((await api.call('POST', '/applications', { body: application })).applicationId);
    }
    const path = `/applications/${applicationId}`;
    const known = new Map<string, ApiDevice>();
    if (!made.application) {
      for await (const device of api.list<ApiDevice>(`${path}/devices`)) {
        if (device.tags.some(({ key }) => key === markTag)) known.set(device.name, device);
      }
    }
    let done = 0;
    const ids: string[] = [];
    await inParallel([...options.devices.entries()], callsAtOnce, async ([index, planned]) => {
      const same = known.get(planned.name);
      if (same && hasAttributes(same, planned.attributes)) ids[index] = same.deviceId;
      else {
        const { deviceId } = await api.call<ApiDevice>('POST', `${path}/devices`, { body: toDevice(planned) });
        made.deviceIds.push(deviceId);
        ids[index] = deviceId;
      }
      done += 1;
      options.onProgress(done);
    });
    const body = { description: 'signalbox simulate', deviceTags: [{ key: markTag }] };
    const key = await api.call<{ key: string; secret: string; applicationKeyId: string }>('POST', `${path}/keys`, {
      body,
    });
    made.keyId = key.applicationKeyId;
    const devices = ids.map((deviceId) => ({ deviceId, key: key.key, secret: key.secret }));
    return { applicationId, devices, made: { application: made.application, devices: made.deviceIds.length }, dismiss };
  } catch (error) {
    if (applicationId !== '') await dismiss({ cleanup: true }).catch(() => undefined);
    throw error;
  }
}

function toDevice({ name, tags, attributes }: PlannedDevice): object {
  return {
    name,
    tags: Object.entries({ ...tags, [markTag]: 'true' }).map(([key, value]) => ({ key, value })),
    attributes: Object.entries(attributes).map(([attribute, dataType]) => ({ name: attribute, dataType })),
  };
}

function hasAttributes({ attributes }: ApiDevice, wanted: Readonly<Record<string, string>>): boolean {
  const types = new Map(attributes.map(({ name, dataType }) => [name, dataType]));
  return Object.entries(wanted).every(([name, dataType]) => types.get(name) === dataType);
}

/** Devices that exist already, with a key that the caller has. @throws CommandError when an id is none */
export function useDevices(ids: string, key: string, secret: string): DeviceCredentials[] {
  return ids.split(',').map((text) => {
    const deviceId = text.trim().toLowerCase();
    if (!/^[0-9a-f]{24}$/.test(deviceId)) throw new CommandError(`'${text}' is not a device id (24 hex digits)`);
    return { deviceId, key, secret };
  });
}
