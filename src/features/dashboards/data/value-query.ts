import type { AttributeValue } from '../../../kernel/attribute-value.ts';
import { deviationOf, meanOf, medianOf, sumOf } from '../../../kernel/statistics.ts';
import type { DeviceProfile } from '../../devices/index.ts';
import { type Config, readObject, readText } from './config.ts';
import { type BucketAggregation, bucketAggregations, type StoredSource } from './points-store.ts';
import type { BlockReader, Selected, TimedValue } from './reader.ts';
import { measureTimeAt } from './time-at-value.ts';

/** What of a segment's devices is asked: `{type, options}`, a bare name, or nothing. */
export interface Aggregation {
  readonly type: BucketAggregation | 'NONE' | 'TIMEATVALUE';
  readonly value: AttributeValue;
}

export function readAggregation(given: unknown, otherwise: BucketAggregation = 'MEAN'): Aggregation {
  const { type: named, options } = readObject(given);
  const type = readText(typeof given === 'string' ? given : named);
  const value = readObject(options).value;
  const known = [...bucketAggregations, 'NONE', 'TIMEATVALUE'] as const;
  const isValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { type: known.find((each) => each === type) ?? otherwise, value: isValue ? value : '' };
}

/** Why there is no value, for words. `device` is named only where the block may show it. */
export interface Missing {
  readonly reason: 'noDevice' | 'noAttribute' | 'noData';
  readonly attribute: string;
  readonly device?: string;
  /** Epoch ms of the newest report, outside of the window. */
  readonly last?: number;
}

export interface ValueAnswer {
  readonly found: TimedValue | undefined;
  readonly missing: Missing | undefined;
}

/** The sources of an attribute among devices; those that do not have it are left out. */
export function sourcesOf(devices: readonly DeviceProfile[], attribute: string): StoredSource[] {
  return devices.flatMap(({ deviceRowId, attributes }) => {
    const stored = attributes.get(attribute);
    return stored ? [{ deviceRowId, key: String(stored.key), dataType: stored.dataType }] : [];
  });
}

/** Why devices have nothing to ask for; undefined when they have. */
export function findMissing({ devices }: Selected, attribute: string): Missing | undefined {
  if (devices.length === 0) return { reason: 'noDevice', attribute };
  const device = devices.length === 1 ? devices[0]?.name : undefined;
  if (sourcesOf(devices, attribute).length > 0) return undefined;
  return { reason: 'noAttribute', attribute, ...(device === undefined ? {} : { device }) };
}

/**
 * The value of a segment (dashboards.md, "5. Data: one request, one stream", "Value query"). Without a window: of one device its newest value as it
 * is; of more the aggregation over the newest of each. With one: the aggregation over all points of all devices in it.
 */
export async function askValue(
  reader: BlockReader,
  { selected, segment, attribute }: { selected: Selected; segment: Config; attribute: string },
  window: { readonly duration: number; readonly end: number; readonly isLive: boolean },
): Promise<ValueAnswer> {
  const nothing = findMissing(selected, attribute);
  if (nothing) return { found: undefined, missing: nothing };
  const aggregation = readAggregation(segment.aggregation);
  const sources = sourcesOf(selected.devices, attribute);
  const newest = await readNewest(reader, selected, attribute, window);
  const last = newest.reduce<number | undefined>((latest, { time }) => Math.max(latest ?? 0, time), undefined);
  const device = selected.devices.length === 1 ? selected.devices[0]?.name : undefined;
  const answer = (found: TimedValue | undefined): ValueAnswer => ({
    found,
    missing: found
      ? undefined
      : {
          reason: 'noData',
          attribute,
          ...(device === undefined ? {} : { device }),
          ...(last === undefined ? {} : { last }),
        },
  });
  if (window.duration === 0) {
    return answer(selected.isOne ? newest[0] : combine(newest, aggregation.type, window.end));
  }
  const range = { start: window.end - window.duration + 1, end: window.end };
  if (aggregation.type === 'TIMEATVALUE') {
    const value = measureTimeAt(aggregation.value, await reader.timed(sources, range), range);
    return answer({ value, time: window.end });
  }
  const type = aggregation.type === 'NONE' ? 'LAST' : aggregation.type;
  if (type === 'FIRST' || type === 'LAST') {
    return answer(await reader.end(sources, { ...range, which: type === 'FIRST' ? 'first' : 'last' }));
  }
  const [bucket] = await reader.buckets({ sources, aggregation: type, ...range, resolution: 0 });
  if (bucket) return answer({ value: bucket.value, time: window.end });
  return answer(type === 'COUNT' ? { value: 0, time: window.end } : undefined);
}

async function readNewest(
  reader: BlockReader,
  { devices }: Selected,
  attribute: string,
  { end, isLive }: { readonly end: number; readonly isLive: boolean },
): Promise<TimedValue[]> {
  const keyOf = (device: DeviceProfile) => {
    const stored = device.attributes.get(attribute);
    return stored ? [String(stored.key)] : [];
  };
  const found = await reader.newest(devices, keyOf, isLive ? undefined : end);
  return devices.flatMap(({ deviceRowId }) => [...(found.get(deviceRowId)?.values() ?? [])]);
}

/** The aggregation over the newest value of each device. */
function combine(values: readonly TimedValue[], type: Aggregation['type'], end: number): TimedValue | undefined {
  if (type === 'COUNT' || type === 'TIMEATVALUE') return { value: type === 'COUNT' ? values.length : 0, time: end };
  const ordered = [...values].sort((one, other) => one.time - other.time);
  if (type === 'FIRST') return ordered[0];
  if (type === 'LAST' || type === 'NONE') return ordered.at(-1);
  const numbers = values.flatMap(({ value }) => (typeof value === 'string' ? [] : [Number(value)]));
  if (numbers.length === 0) return undefined;
  return { value: reduce(numbers, type), time: end };
}

function reduce(numbers: readonly number[], type: Exclude<BucketAggregation, 'FIRST' | 'LAST' | 'COUNT'>): number {
  switch (type) {
    case 'MAX':
      return Math.max(...numbers);
    case 'MIN':
      return Math.min(...numbers);
    case 'SUM':
      return sumOf(numbers);
    case 'MEAN':
      return meanOf(numbers);
    case 'MEDIAN':
      return medianOf([...numbers].sort((one, other) => one - other));
    case 'STD_DEV':
      return deviationOf(numbers);
  }
}
