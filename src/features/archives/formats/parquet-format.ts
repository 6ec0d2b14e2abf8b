import { type FileMetaData, parquetMetadataAsync, parquetRead, type SchemaElement } from 'hyparquet';
import { asyncBufferFromFile } from 'hyparquet/src/node.js';
import type { ArchiveAttribute, ArchiveFormat, ArchiveRow, ArchiveValue } from './format.ts';
import { FormatError } from './format.ts';

/**
 * A row group is encoded at one go, while nothing else runs: so it is small (some 10 ms), although readers would like
 * larger ones. Counted in bytes of values, because a row may hold strings of 64 KiB.
 */
const rowGroupBytes = 1024 * 1024;
const cellBytes = 16;

/**
 * Apache Parquet with typed columns: ID (string), Timestamp (milliseconds, UTC), then the attributes as string, double
 * or boolean; gps is a string as in the CSV. Snappy, which every reader knows.
 */
export const parquetFormat: ArchiveFormat = {
  extension: 'parquet',
  contentType: 'application/vnd.apache.parquet',
  write: writeParquet,
  read: readParquet,
};

/** Columns have unique names even where letter case does not count (DuckDB): an attribute may be called ID. */
function nameColumns(attributes: readonly ArchiveAttribute[]): string[] {
  const taken = new Set<string>();
  return ['ID', 'Timestamp', ...attributes.map(({ name }) => name)].map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name} (${number})`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function makeSchema(attributes: readonly ArchiveAttribute[]): SchemaElement[] {
  const [id = '', timestamp = '', ...names] = nameColumns(attributes);
  return [
    { name: 'root', num_children: names.length + 2 },
    { name: id, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    {
      name: timestamp,
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      repetition_type: 'REQUIRED',
    },
    ...attributes.map(({ dataType }, index): SchemaElement => {
      const common = { name: names[index] ?? '', repetition_type: 'OPTIONAL' as const };
      if (dataType === 'number') return { ...common, type: 'DOUBLE' };
      if (dataType === 'boolean') return { ...common, type: 'BOOLEAN' };
      return { ...common, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    }),
  ];
}

async function* writeParquet(
  device: { readonly id: string },
  attributes: readonly ArchiveAttribute[],
  rows: AsyncIterable<readonly ArchiveRow[]>,
): AsyncGenerator<Uint8Array> {
  // Loaded only now: a server that writes no Parquet does without it.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const bytes = new ByteWriter(2 * rowGroupBytes);
  const schema = makeSchema(attributes);
  const parquet = new ParquetWriter({ writer: bytes, schema, createdBy: 'Signalbox' });
  let ids: string[] = [];
  let times: bigint[] = [];
  let columns: ArchiveValue[][] = attributes.map(() => []);
  let filled = 0;

  // The writer's buffer is used again, so what has been yielded must be a copy.
  const take = (): Uint8Array => {
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  };
  const encode = (): Uint8Array => {
    const data = [ids, times, ...columns];
    const columnData = data.map((values, index) => ({
      name: schema[index + 1]?.name ?? '',
      data: values as unknown[],
    }));
    parquet.write({ columnData, rowGroupSize: ids.length });
    ids = [];
    times = [];
    columns = attributes.map(() => []);
    filled = 0;
    return take();
  };

  for await (const page of rows) {
    for (const { time, values } of page) {
      ids.push(device.id);
      times.push(BigInt(time));
      filled += 2 * cellBytes;
      for (const [index, attribute] of attributes.entries()) {
        const value = values[index];
        checkValue(value, attribute, time);
        columns[index]?.push(value);
        filled += cellBytes + (typeof value === 'string' ? value.length : 0);
      }
      if (filled >= rowGroupBytes) yield encode();
    }
  }
  if (ids.length > 0) yield encode();
  parquet.finish();
  yield take();
}

function checkValue(value: ArchiveValue, { name, dataType }: ArchiveAttribute, time: number): void {
  const expected = dataType === 'number' || dataType === 'boolean' ? dataType : 'string';
  if (value === undefined || typeof value === expected) return;
  // Written as something else it could not be told from a value that was reported so.
  throw new Error(`the state at ${new Date(time).toISOString()} has a ${name} that is no ${dataType}`);
}

async function* readParquet(
  path: string,
  device: { readonly id: string },
  attributes: readonly ArchiveAttribute[],
): AsyncGenerator<readonly ArchiveRow[]> {
  const file = await asyncBufferFromFile(path);
  const metadata = await attempt('it is no Parquet file', () => parquetMetadataAsync(file));
  checkSchema(metadata, makeSchema(attributes));
  let rowStart = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const rowEnd = rowStart + Number(group.num_rows);
    let page: ArchiveRow[] = [];
    await attempt(`row group ${index + 1} cannot be read`, () =>
      parquetRead({
        file,
        metadata,
        rowStart,
        rowEnd,
        rowFormat: 'array',
        onComplete: (rows) => {
          page = (rows as unknown[][]).map((row, offset) => toRow(row, rowStart + offset + 1, device));
        },
      }),
    );
    yield page;
    rowStart = rowEnd;
  }
}

async function attempt<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

function checkSchema({ schema }: FileMetaData, expected: readonly SchemaElement[]): void {
  const describe = (elements: readonly SchemaElement[]): string =>
    elements
      .slice(1)
      .map(({ name, type, converted_type: converted }) => `${name} ${type} ${converted ?? ''}`)
      .join('\n');
  if (describe(schema) !== describe(expected)) {
    throw new FormatError('its columns are not those in the manifest');
  }
}

function toRow([id, time, ...values]: unknown[], number: number, device: { readonly id: string }): ArchiveRow {
  if (id !== device.id) throw new FormatError(`row ${number} is of another device`);
  if (!(time instanceof Date)) throw new FormatError(`row ${number} has no Timestamp`);
  return { time: time.getTime(), values: values.map((value) => (value ?? undefined) as ArchiveValue) };
}
