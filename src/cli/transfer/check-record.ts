import type { ExportRecord } from './format.ts';

/** More than any server has of one kind: what a file goes on with beyond it is made to fill memory. */
const maxOfKind = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;
/** Why a record cannot be of an export, in words that follow "line 7"; undefined when it can. */
type Fault = string | undefined;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value);
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '' && [...value].length <= 255;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
/** What `Date` can hold. */
const isTime = (value: unknown): boolean => Number.isSafeInteger(value) && Math.abs(value as number) <= 8.64e15;
const deviceClasses = ['standalone', 'gateway', 'peripheral', 'floating', 'edgeCompute', 'system'];

/**
 * Judges the records of an export one after the other, so that a file which no export has written is refused before
 * anything is made of it: their order, their form, and that states are those of a device of the file.
 */
export class RecordChecks {
  readonly #devices = new Set<string>();
  readonly #counts = new Map<string, number>();
  #line = 0;

  /** @returns what is wrong with it */
  check(record: unknown): Fault {
    this.#line += 1;
    if (!isObject(record) || typeof record.type !== 'string') return 'is no record';
    const count = (this.#counts.get(record.type) ?? 0) + 1;
    this.#counts.set(record.type, count);
    if (count > maxOfKind && record.type !== 'states') return `is one of more than ${maxOfKind} of its kind`;
    const place = ({ header: 1, application: 2 } as Record<string, number>)[record.type];
    if ((place !== undefined || this.#line <= 2) && place !== this.#line) return 'is not where it belongs';
    return this.#judge(record as unknown as ExportRecord);
  }

  #judge(record: ExportRecord): Fault {
    switch (record.type) {
      case 'header':
        return undefined;
      case 'application':
        return isObject(record.application) && isId(record.application.id) && isName(record.application.name)
          ? undefined
          : 'is no application';
      case 'device':
        return this.#judgeDevice(record.device);
      case 'key':
        return this.#judgeKey(record.key);
      case 'resource':
        return typeof record.resource === 'string' && isId(record.id) && isObject(record.fields)
          ? undefined
          : 'is no resource';
      case 'states':
        return this.#judgeStates(record);
      case 'end':
        return [record.devices, record.keys, record.resources ?? 0, record.states].every(isCount)
          ? undefined
          : 'is no end';
      default:
        return 'is of a kind that this program does not know';
    }
  }

  #judgeDevice(device: unknown): Fault {
    if (!isObject(device) || !isId(device.id) || !isName(device.name)) return 'is no device';
    if (!deviceClasses.includes(String(device.deviceClass))) return 'is no device: deviceClass is none';
    if (this.#devices.has(device.id.toLowerCase())) return 'is a device that was there before';
    this.#devices.add(device.id.toLowerCase());
    for (const field of ['tags', 'attributes']) {
      const list = device[field] ?? [];
      if (!Array.isArray(list) || !list.every(isObject)) return `is no device: ${field} must be a list`;
    }
    for (const field of ['gatewayId', 'parentId']) {
      if (device[field] && !isId(device[field])) return `is no device: ${field} must be an id`;
    }
    return undefined;
  }

  #judgeKey(key: unknown): Fault {
    if (!isObject(key) || !isId(key.id) || !Array.isArray(key.deviceIds ?? [])) return 'is no access key';
    for (const id of (key.deviceIds ?? []) as unknown[]) {
      if (!isId(id)) return 'is no access key: deviceIds must be ids';
    }
    return undefined;
  }

  #judgeStates({ deviceId, states }: { deviceId: unknown; states: unknown }): Fault {
    if (!isId(deviceId) || !this.#devices.has(deviceId.toLowerCase()))
      return 'has states of a device that is not there';
    if (!Array.isArray(states)) return 'has no states';
    const isState = (state: unknown): boolean =>
      Array.isArray(state) && state.length === 2 && isTime(state[0]) && isObject(state[1]);
    return states.every(isState) ? undefined : 'has a state that is none';
  }
}
