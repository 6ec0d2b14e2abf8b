import type { Block } from '../schemas.ts';
import { readList, readObject, readText } from './config.ts';
import { toPlainText } from './markdown-text.ts';

/** What a block shows, as rows of a spreadsheet. */
export interface BlockTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

type Data = Readonly<Record<string, unknown>>;

/** The rows of a block; of what has none, its value or its text. Times are written as ISO 8601. */
export function toTable({ blockType, config }: Pick<Block, 'blockType' | 'config'>, data: Data): BlockTable {
  switch (blockType) {
    case 'graph':
      return graphTable(data);
    case 'pie':
    case 'bar':
      return rowsOf(data.slices, { label: (each) => each.label, value: (each) => each.value });
    case 'device-state-table':
    case 'data-table':
      return {
        columns: headersOf(data),
        rows: readList(data.rows, Number.POSITIVE_INFINITY).map((row) => (Array.isArray(row) ? row.map(cellOf) : [])),
      };
    case 'event-list':
    case 'device-list':
      return {
        columns: headersOf(data),
        rows: readList(data.rows, Number.POSITIVE_INFINITY).map((row) => readList(readObject(row).cells).map(cellOf)),
      };
    case 'map':
    case 'position-chart':
      return placesTable(data);
    case 'heatmap': {
      const longitudes = readList(data.longitudes, Number.POSITIVE_INFINITY);
      const rows = readList(data.latitudes, Number.POSITIVE_INFINITY).map((latitude, index) => [
        latitude,
        longitudes[index],
      ]);
      return { columns: ['latitude', 'longitude'], rows };
    }
    case 'device-log':
      return logTable(data);
    case 'workflow-list':
      return rowsOf(data.rows, {
        name: (each) => each.name,
        class: (each) => each.class,
        enabled: (each) => each.enabled,
        runs: (each) => each.runs,
        errors: (each) => each.errors,
      });
    case 'application-list':
    case 'dashboard-list':
      return rowsOf(data.rows, { name: (each) => each.name, description: (each) => each.description });
    case 'input':
      return rowsOf(data.controls, {
        label: (each) => toPlainText(readText(each.label)),
        value: (each) => each.value,
      });
    case 'image-overlay':
      return rowsOf(data.overlays, {
        type: (each) => each.type,
        label: (each) => toPlainText(readText(each.label)),
        text: (each) => toPlainText(readText(each.text)),
      });
    case 'custom-chart':
    case 'custom-html':
      return datasetsTable(readObject(data.datasets ?? data.queries), listTimed(config));
    case 'open-event-indicator':
      return {
        columns: ['open', 'level', 'subject', 'time'],
        rows: [[data.count, data.level, data.subject, data.time]],
      };
    default:
      return {
        columns: ['label', 'value', 'time'],
        rows: [[toPlainText(readText(data.label) || readText(data.heading)), data.value, data.time]],
      };
  }
}

function graphTable(data: Data): BlockTable {
  const series = readList(data.series).map(readObject);
  const byTime = new Map<number, unknown[]>();
  for (const [index, each] of series.entries()) {
    const values = readList(each.values, Number.POSITIVE_INFINITY);
    for (const [place, time] of readList(each.times, Number.POSITIVE_INFINITY).entries()) {
      const row = byTime.get(Number(time)) ?? new Array(series.length).fill(undefined);
      row[index] = values[place];
      byTime.set(Number(time), row);
    }
  }
  return {
    columns: ['time', ...series.map(({ label }) => readText(label))],
    rows: [...byTime]
      .sort(([one], [other]) => one - other)
      .map(([time, values]) => [new Date(time).toISOString(), ...values]),
  };
}

function placesTable(data: Data): BlockTable {
  const isMap = !('image' in data);
  const rows = readList(data.tracks, Number.POSITIVE_INFINITY)
    .map(readObject)
    .flatMap((track) => {
      const first = readList(isMap ? track.latitudes : track.xs, Number.POSITIVE_INFINITY);
      const second = readList(isMap ? track.longitudes : track.ys, Number.POSITIVE_INFINITY);
      return readList(track.times, Number.POSITIVE_INFINITY).map((time, index) => [
        new Date(Number(time)).toISOString(),
        track.deviceName,
        first[index],
        second[index],
      ]);
    });
  return { columns: ['time', 'device', ...(isMap ? ['latitude', 'longitude'] : ['x', 'y'])], rows };
}

function logTable(data: Data): BlockTable {
  const rows = readList(data.devices)
    .map(readObject)
    .flatMap((device) =>
      readList(device.entries)
        .map(readObject)
        .map(({ time, kind, reason }) => [time, device.name, kind, reason]),
    );
  return { columns: ['time', 'device', 'kind', 'reason'], rows };
}

/** The sources whose `time` is when something was (datasets.ts); rows of a data table may have a column of that name. */
function listTimed(config: unknown): ReadonlySet<string> {
  const segments = readList(readObject(config).segments, 100).map(readObject);
  return new Set(segments.filter(({ queryType }) => queryType !== 'data-table').map(({ id }) => readText(id)));
}

/** The rows of all sources below each other, with the name of each. */
function datasetsTable(datasets: Data, timed: ReadonlySet<string>): BlockTable {
  const rows = Object.entries(datasets).flatMap(([source, list]) =>
    readList(list, Number.POSITIVE_INFINITY).map((given) => {
      const row = readObject(given);
      const isTimed = timed.has(source) && typeof row.time === 'number';
      return { source, ...row, ...(isTimed ? { time: new Date(Number(row.time)).toISOString() } : {}) };
    }),
  );
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, rows: rows.map((row) => columns.map((name) => (row as Data)[name])) };
}

function rowsOf(list: unknown, columns: Readonly<Record<string, (row: Data) => unknown>>): BlockTable {
  const rows = readList(list, Number.POSITIVE_INFINITY).map(readObject);
  return { columns: Object.keys(columns), rows: rows.map((row) => Object.values(columns).map((read) => read(row))) };
}

function headersOf(data: Data): string[] {
  return readList(data.columns).map((column) => toPlainText(readText(readObject(column).header)));
}

/** The value itself where it is one, else the text that is shown. */
function cellOf(cell: unknown): unknown {
  const { raw, text } = readObject(cell);
  return typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'string'
    ? raw
    : toPlainText(readText(text));
}
