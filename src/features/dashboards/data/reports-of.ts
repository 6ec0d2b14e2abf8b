import type { AttributeValue } from '../../../kernel/attribute-value.ts';
import type { DeviceProfile } from '../../devices/index.ts';
import type { BlockQuestion } from './block-question.ts';
import { maxRawPoints } from './reader.ts';

/** What a device had reported by a time, by the names of its attributes. */
export interface NamedReport {
  /** Epoch ms. */
  readonly time: number;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Which reports blocks of places are made of. */
export interface ReportsAsked {
  /** Attributes without which a report is none. */
  readonly needed: readonly string[];
  /** Others whose values are told with it. */
  readonly others: readonly string[];
  /** Whether those are the last known ones, or only those of the same report. */
  readonly isComposite: boolean;
}

/**
 * The reports of each device that a window holds, oldest first, of each bucket of its resolution the last; without a window the
 * newest (dashboards.md, "5. Data: one request, one stream").
 */
export async function readReportsOf(
  question: BlockQuestion,
  devices: readonly DeviceProfile[],
  asked: ReportsAsked,
): Promise<{ reports: ReadonlyMap<number, readonly NamedReport[]>; truncated: boolean }> {
  return question.window.duration === 0
    ? { reports: await readNewest(question, devices, asked), truncated: false }
    : readWindow(question, devices, asked);
}

async function readNewest({ reader, window }: BlockQuestion, devices: readonly DeviceProfile[], asked: ReportsAsked) {
  const keysOf = (device: DeviceProfile) => [...keyNames(device, asked).keys()];
  const found = await reader.newest(devices, keysOf, window.isLive ? undefined : window.end);
  return new Map(
    devices.map((device): [number, readonly NamedReport[]] => {
      const stored = found.get(device.deviceRowId);
      const names = keyNames(device, asked);
      const values = [...names].flatMap(([key, name]) => {
        const value = stored?.get(key);
        return value ? [[name, value] as const] : [];
      });
      const needed = values.filter(([name]) => asked.needed.includes(name));
      if (new Set(needed.map(([name]) => name)).size < asked.needed.length) return [device.deviceRowId, []];
      const time = Math.max(...needed.map(([, each]) => each.time));
      const told = values.filter(
        ([name, each]) => asked.isComposite || each.time === time || asked.needed.includes(name),
      );
      const report = { time, values: Object.fromEntries(told.map(([name, { value }]) => [name, value])) };
      return [device.deviceRowId, [report]];
    }),
  );
}

async function readWindow({ reader, window }: BlockQuestion, devices: readonly DeviceProfile[], asked: ReportsAsked) {
  const range = { start: window.end - window.duration + 1, end: window.end };
  const names = new Map(devices.map((device) => [device.deviceRowId, keyNames(device, asked)]));
  const wanted = new Map([...names].map(([deviceRowId, byKey]) => [deviceRowId, [...byKey.keys()]]));
  const stored = await reader.reports(wanted, range);
  const before =
    asked.isComposite && asked.others.length > 0
      ? await reader.newest(devices, ({ deviceRowId }) => wanted.get(deviceRowId) ?? [], range.start - 1)
      : undefined;
  const known = new Map<number, Record<string, AttributeValue>>();
  const reports = new Map<number, NamedReport[]>();
  for (const { deviceRowId, time, data } of stored) {
    const byKey = names.get(deviceRowId);
    if (!byKey) continue;
    const values = asked.isComposite ? (known.get(deviceRowId) ?? {}) : {};
    if (!known.has(deviceRowId)) {
      for (const [key, each] of before?.get(deviceRowId) ?? []) {
        const name = byKey.get(key);
        // A place that was left before the window began is none in it.
        if (name !== undefined && !asked.needed.includes(name)) values[name] = each.value;
      }
      known.set(deviceRowId, values);
    }
    for (const [key, name] of byKey) if (Object.hasOwn(data, key)) values[name] = data[key] as AttributeValue;
    const holdsPlace = asked.needed.every((name) => [...byKey].some(([key, each]) => each === name && key in data));
    if (!holdsPlace) continue;
    const all = reports.get(deviceRowId) ?? [];
    const last = all.at(-1);
    if (last && isSameBucket(last.time, time, window.resolution)) all.pop();
    all.push({ time, values: { ...values } });
    reports.set(deviceRowId, all);
  }
  return { reports, truncated: stored.length === maxRawPoints };
}

function isSameBucket(one: number, other: number, resolution: number): boolean {
  return resolution > 0 && Math.floor(one / resolution) === Math.floor(other / resolution);
}

/** The names of the attributes asked for, by the keys under which the device's states hold them. */
function keyNames({ attributes }: DeviceProfile, { needed, others }: ReportsAsked): Map<string, string> {
  const wanted = new Set([...needed, ...others]);
  return new Map([...attributes.values()].flatMap(({ name, key }) => (wanted.has(name) ? [[String(key), name]] : [])));
}
