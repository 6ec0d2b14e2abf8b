import type { Answer } from '../api/shapes.ts';
import type { Device } from '../api/types.ts';

/** A value of a series; those of gps attributes are text. */
export type Value = string | number | boolean;

/** What `data.timeSeriesQuery` returns. */
export type SeriesAnswer = Answer<'POST', '/applications/{applicationId}/data/time-series-query'>;

export type SeriesPoint = SeriesAnswer['devices'][string]['points'][number];

/** The values of one attribute of one device, one for each of the times. */
export interface Line {
  /** Tells lines apart. */
  readonly key: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly attribute: string;
  /** Of another time, which is laid over the one that is shown. */
  readonly isPast?: boolean | undefined;
  readonly values: readonly (Value | null)[];
}

/** Series of one or more devices over the same times: what plots, tables and files are made from. */
export interface Columns {
  /** Epoch ms, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

/** Turns an answer, whose points hold what came at one time, into a column for each line. */
export function toColumns(answer: SeriesAnswer, attributes: readonly string[]): Columns {
  const devices = Object.entries(answer.devices).flatMap(([deviceId, series]) =>
    series ? [{ deviceId, name: series.name, points: series.points, times: series.points.map(timeOf) }] : [],
  );
  const times = joinTimes(devices.map((device) => device.times));
  const lines = devices.flatMap(({ deviceId, name, points, times: own }) => {
    const columns = attributes.map((): (Value | null)[] => new Array<Value | null>(times.length).fill(null));
    let at = 0;
    for (const [index, time] of own.entries()) {
      while ((times[at] ?? Number.POSITIVE_INFINITY) < time) at += 1;
      const data = points[index]?.data;
      for (const [number, attribute] of attributes.entries()) {
        const column = columns[number];
        if (data && column && Object.hasOwn(data, attribute)) column[at] = data[attribute] ?? null;
      }
    }
    return attributes.map((attribute, number) => ({
      key: `${deviceId}.${attribute}`,
      deviceId,
      deviceName: name,
      attribute,
      values: columns[number] ?? [],
    }));
  });
  return { times, lines };
}

let minute = '';
let minuteMs = 0;

/** The API writes times as `toISOString` does; the date is worked out once a minute, a tenth of the time of parsing each. */
function timeOf({ time }: SeriesPoint): number {
  if (time.length !== 24) return Date.parse(time);
  const start = time.slice(0, 16);
  if (start !== minute) {
    minuteMs = Date.parse(`${start}:00.000Z`);
    minute = start;
  }
  return minuteMs + Math.round(Number(time.slice(17, 23)) * 1_000);
}

/** All times of all devices, each once, ascending. One device's are that already. */
function joinTimes(lists: readonly (readonly number[])[]): readonly number[] {
  if (lists.length === 1) return lists[0] ?? [];
  const all = new Set<number>();
  for (const list of lists) for (const time of list) all.add(time);
  return [...all].sort((a, b) => a - b);
}

/** A value as a number on a plot: booleans are 0 and 1, text is none. */
export function toNumber(value: Value | null): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : null;
}

/** The unit that somebody has noted on the attribute, as its tag `unit`. */
export function unitOf(device: Pick<Device, 'attributes'> | undefined, attribute: string): string | undefined {
  return device?.attributes?.find(({ name }) => name === attribute)?.attributeTags?.unit;
}
