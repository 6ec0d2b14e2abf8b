import { type CsvValue, csvCell, csvLine } from '../../kernel/csv.ts';
import { directorySteps } from './manifest.ts';

export const dayMs = 24 * 3_600_000;

export function utcDayStart(time: number): number {
  return Math.floor(time / dayMs) * dayMs;
}

/** The key of a device's object of one day (semantics.md, "Archives"). */
export function archiveObjectKey(object: {
  directory?: string;
  applicationId: string;
  deviceId: string;
  /** Epoch ms of the UTC day's start. */
  day: number;
  /** Of the format, without the dot in front; by default that of CSV. */
  extension?: string;
}): string {
  const { applicationId, deviceId, day, extension = 'csv' } = object;
  const name = `${applicationId}-${deviceId}-${day}-${day + dayMs - 1}.${extension}`;
  return [...directorySteps(object.directory), new Date(day).toISOString(), name].join('/');
}

export interface CsvRow {
  /** Epoch ms. */
  readonly time: number;
  /** In the order of the attributes. */
  readonly values: readonly CsvValue[];
}

/** Bytes gathered before they are handed on: large enough that the number of pieces does not matter. */
const pieceBytes = 64 * 1024;

/**
 * A device's states as CSV, byte for byte as semantics.md, "Archives", shows it: strings quoted, numbers and Timestamp
 * bare, booleans 1 and 0, a missing value empty, every line ended by a line feed.
 */
export async function* archiveCsv(table: {
  deviceId: string;
  attributes: readonly { name: string }[];
  rows: AsyncIterable<readonly CsvRow[]>;
}): AsyncGenerator<Uint8Array> {
  const id = csvCell(table.deviceId);
  const isoDate = isoWriter();
  let text = csvLine(['ID', 'Timestamp', 'ISO Date', ...table.attributes.map(({ name }) => name)]);
  for await (const rows of table.rows) {
    for (const { time, values } of rows) {
      text += `${id},${time},"${isoDate(time)}"`;
      for (const value of values) text += `,${csvCell(value)}`;
      text += '\n';
      if (text.length >= pieceBytes) {
        yield Buffer.from(text);
        text = '';
      }
    }
  }
  if (text !== '') yield Buffer.from(text);
}

const minuteMs = 60_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const threeDigits = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/** Writes times as `toISOString` does, which takes a third of the time of a whole row: only the first of a minute asks it. */
function isoWriter(): (time: number) => string {
  let minute = Number.NaN;
  let prefix = '';
  return (time) => {
    const start = Math.floor(time / minuteMs) * minuteMs;
    if (start !== minute) {
      minute = start;
      prefix = new Date(start).toISOString().slice(0, -7);
    }
    const rest = time - start;
    return `${prefix}${twoDigits[Math.floor(rest / 1000)]}.${threeDigits[rest % 1000]}Z`;
  };
}
