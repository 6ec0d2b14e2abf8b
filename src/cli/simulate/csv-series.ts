import { fromDecimal } from '../../kernel/decimal.ts';
import { CommandError } from '../command.ts';
import { openCsv, parseCsvTime } from '../csv-file.ts';
import type { RecordedReport } from './traffic.ts';

export interface CsvSeries {
  /** Names of the devices in the file, in the order of their appearance; empty when it has no column of devices. */
  readonly devices: readonly string[];
  /** Data type by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly rows: number;
  /** Epoch ms of the earliest and the latest row, which may stand anywhere in the file. */
  readonly first: number;
  readonly last: number;
  readonly reports: () => AsyncIterable<RecordedReport>;
}

const timeNames = ['time', 'timestamp', 'date', 'datetime', 'ts'];
const deviceNames = ['device', 'deviceid', 'device_id', 'devicename', 'device_name'];
const maxDevices = 10_000;

interface Layout {
  readonly time: number;
  readonly device: number | undefined;
  /** Place and attribute name of every other column. */
  readonly values: readonly { readonly place: number; readonly name: string }[];
}

/**
 * Looks through a CSV series: which column is the time, which the device, and what type each other column's values have.
 * The rows are read again for the replay, so a file of any size will do.
 *
 * @throws CommandError naming the line or column that cannot be used
 */
export async function openSeries(
  file: string,
  columns: { time?: string | undefined; device?: string | undefined },
): Promise<CsvSeries> {
  const { header, rows } = await openCsv(file);
  const layout = findColumns(file, header, columns);
  const devices = new Map<string, number>();
  const types = layout.values.map(() => new TypeGuess());
  let count = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for await (const { line, cells, isText } of rows) {
    if (!isText) throw new CommandError(`${file}, line ${line}: it is not valid UTF-8`);
    count += 1;
    const time = readTime(file, line, cells[layout.time]);
    first = Math.min(first, time);
    last = Math.max(last, time);
    if (layout.device !== undefined) {
      const name = cells[layout.device]?.trim() ?? '';
      if (name === '') throw new CommandError(`${file}, line ${line}: the device is missing`);
      if (!devices.has(name)) devices.set(name, devices.size);
      if (devices.size > maxDevices) throw new CommandError(`${file} has more than ${maxDevices} devices`);
    }
    for (const [index, { place }] of layout.values.entries()) types[index]?.see(cells[place] ?? '');
  }
  if (count === 0) throw new CommandError(`${file} has no rows`);
  const typed = layout.values.map(({ place, name }, index) => ({ place, name, type: types[index]?.type ?? 'string' }));
  return {
    devices: [...devices.keys()],
    attributes: Object.fromEntries(typed.map(({ name, type }) => [name, type])),
    rows: count,
    first,
    last,
    reports: async function* () {
      for await (const { line, cells } of (await openCsv(file)).rows) {
        const data: Record<string, string | number | boolean> = {};
        for (const { place, name, type } of typed) {
          const text = cells[place] ?? '';
          if (text === '') continue;
          data[name] = readCell(type, text);
        }
        if (Object.keys(data).length === 0) continue;
        const device = layout.device === undefined ? undefined : devices.get(cells[layout.device]?.trim() ?? '');
        yield { device, time: readTime(file, line, cells[layout.time]), data };
      }
    },
  };
}

function findColumns(
  file: string,
  header: readonly string[],
  wanted: { time?: string | undefined; device?: string | undefined },
): Layout {
  const find = (name: string | undefined, usual: readonly string[]): number | undefined => {
    const place = header.findIndex((column) =>
      name === undefined ? usual.includes(column.toLowerCase()) : column === name,
    );
    if (place >= 0) return place;
    if (name !== undefined) throw new CommandError(`${file} has no column '${name}'; it has ${header.join(', ')}`);
    return undefined;
  };
  const time = find(wanted.time, timeNames);
  if (time === undefined) {
    throw new CommandError(`${file} has no column of times (${timeNames.join(', ')}); name it with --time-column`);
  }
  const device = find(wanted.device, deviceNames);
  const values = header.flatMap((name, place) => (place === time || place === device ? [] : [{ place, name }]));
  for (const { name } of values) {
    if (!/^[0-9a-zA-Z_-]{1,255}$/.test(name)) {
      throw new CommandError(`${file}: the column '${name}' cannot be an attribute (letters, digits, _ and - only)`);
    }
  }
  if (values.length === 0) throw new CommandError(`${file} has no column of values`);
  return { time, device, values };
}

function readCell(type: string, text: string): string | number | boolean {
  if (type === 'number') return fromDecimal(text.trim()) ?? text;
  return type === 'boolean' ? /^t/i.test(text.trim()) : text;
}

function readTime(file: string, line: number, text = ''): number {
  const time = parseCsvTime(text);
  if (time === undefined) throw new CommandError(`${file}, line ${line}: '${text}' is not a time`);
  return time;
}

/** The narrowest type that takes every value seen. */
class TypeGuess {
  #number = true;
  #boolean = true;
  #gps = true;
  #seen = false;

  see(text: string): void {
    if (text === '') return;
    this.#seen = true;
    this.#number &&= fromDecimal(text.trim()) !== undefined;
    this.#boolean &&= /^(true|false|t|f)$/i.test(text.trim());
    this.#gps &&= /^\s*-?\d{1,2}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?\s*$/.test(text);
  }

  get type(): string {
    if (!this.#seen) return 'string';
    return this.#number ? 'number' : this.#boolean ? 'boolean' : this.#gps ? 'gps' : 'string';
  }
}
