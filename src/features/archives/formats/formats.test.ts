import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rounds } from '../../../../test/support/rounds.ts';
import { archiveCsv } from '../csv.ts';
import { type ArchiveAttribute, type ArchiveFormat, type ArchiveRow, type ArchiveValue, findFormat } from './index.ts';

const device = { id: '568bf74a1ff37b0100f5123e' };
const attributes: ArchiveAttribute[] = [
  { name: 'Note', dataType: 'string' },
  { name: 'Current', dataType: 'number' },
  { name: 'On', dataType: 'boolean' },
  { name: 'Place', dataType: 'gps' },
];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-formats-'));
});

afterAll(() => rm(folder, { recursive: true }));

function formatOf(name: string): ArchiveFormat {
  const format = findFormat(name);
  if (!format) throw new Error(`no format ${name}`);
  return format;
}

async function* inPages(pages: readonly (readonly ArchiveRow[])[]): AsyncGenerator<readonly ArchiveRow[]> {
  yield* pages;
}

async function write(name: string, pages: readonly (readonly ArchiveRow[])[], columns = attributes): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of formatOf(name).write(device, columns, inPages(pages))) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function read(name: string, content: Uint8Array, columns = attributes): Promise<ArchiveRow[]> {
  const path = join(folder, createHash('sha256').update(content).update(name).digest('hex'));
  await writeFile(path, content);
  const rows: ArchiveRow[] = [];
  for await (const page of formatOf(name).read(path, device, columns)) rows.push(...page);
  return rows;
}

const long = 'ü"🦊,\n'.repeat(9362);
const rows: ArchiveRow[] = [
  { time: 1512259200000, values: ['say "hi"', 21.666666666666668, true, '37.33,-122.03'] },
  { time: 1512259200001, values: [undefined, undefined, undefined, undefined] },
  { time: 1512259200002, values: ['', 0, false, ''] },
  { time: 1512259200003, values: ['line\nnext\r\n, "quoted", 🦊', 5e-324, undefined, undefined] },
  { time: 1512259200004, values: [long, Number.MAX_VALUE, true, undefined] },
  { time: 1512345599999, values: ['72', -1e21, undefined, undefined] },
];

describe.each(['csv', 'csv.gz', 'parquet'])('%s', (name) => {
  it('gives back what went in: quotes, new lines, emoji, 64 KiB, empty strings, missing values', async () => {
    expect(await read(name, await write(name, [rows]))).toEqual(rows);
  });

  it('gives back no rows when there were none, and rows without attributes', async () => {
    expect(await read(name, await write(name, []))).toEqual([]);
    const bare = [{ time: 0, values: [] }];
    expect(await read(name, await write(name, [bare], []), [])).toEqual(bare);
  });

  it('writes the same bytes however the rows were cut into pages', async () => {
    const many = Array.from({ length: 30_000 }, (_, index) => ({
      time: 1512259200000 + index,
      values: [`note ${index % 7}`, index / 3, index % 2 === 0, undefined],
    }));
    const whole = await write(name, [many]);
    expect(await write(name, [many.slice(0, 1), [], many.slice(1, 20_001), many.slice(20_001)])).toEqual(whole);
    expect(await read(name, whole)).toEqual(many);
  });

  it('gives back whatever a device can report', async () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', '🦊'), maxLength: 20 });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const optional = <Value extends ArchiveValue>(value: fc.Arbitrary<Value>) =>
      fc.option(value, { nil: undefined }) as fc.Arbitrary<ArchiveValue>;
    const row = fc.record({
      time: fc.integer({ min: 0, max: 8.64e15 }),
      values: fc.tuple(optional(text), optional(number), optional(fc.boolean()), optional(text)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 5 }), { maxLength: 3 }), async (pages) => {
        expect(await read(name, await write(name, pages))).toEqual(pages.flat());
      }),
      { numRuns: rounds(15, 40) },
    );
  });

  it('lets go of the rows when it is ended early', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<readonly ArchiveRow[]> {
      try {
        for (let time = 0; ; time += 1) yield [{ time, values: [String(Math.random()).repeat(1000), 1, true, ''] }];
      } finally {
        ended = true;
      }
    }
    for await (const piece of formatOf(name).write(device, attributes, endless())) if (piece.byteLength > 100) break;
    await expect.poll(() => ended).toBe(true);
  });

  it('fails with the error of the rows', async () => {
    async function* failing(): AsyncGenerator<readonly ArchiveRow[]> {
      yield rows;
      throw new Error('the database went away');
    }
    const writing = async (): Promise<void> => {
      for await (const piece of formatOf(name).write(device, attributes, failing())) expect(piece).toBeDefined();
    };
    await expect(writing()).rejects.toThrow('the database went away');
  });

  it('says so when it reads what it did not write so', async () => {
    const content = await write(name, [rows]);
    const refusal = { name: 'FormatError' };
    await expect(read(name, content.subarray(0, content.byteLength - 9))).rejects.toMatchObject(refusal);
    await expect(read(name, Buffer.from('nothing of ours'))).rejects.toMatchObject(refusal);
    await expect(read(name, Buffer.alloc(0))).rejects.toMatchObject(refusal);
    await expect(read(name, content, attributes.slice(1))).rejects.toMatchObject(refusal);
    const other = { ...device, id: '568bf74a1ff37b0100f5123f' };
    const path = join(folder, `other-${name}`);
    await writeFile(path, content);
    const reading = formatOf(name).read(path, other, attributes)[Symbol.asyncIterator]();
    await expect(reading.next()).rejects.toMatchObject({ message: expect.stringContaining('another device') });
  });
});

it('compresses the very CSV, with a header that says nothing of when and where', async () => {
  const compressed = await write('csv.gz', [rows]);
  const pieces: Uint8Array[] = [];
  for await (const piece of archiveCsv({ deviceId: device.id, attributes, rows: inPages([rows]) })) pieces.push(piece);
  expect(gunzipSync(compressed)).toEqual(Buffer.concat(pieces));
  expect(await write('csv', [rows])).toEqual(Buffer.concat(pieces));
  expect(compressed.subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
});

it.each([
  ['"x",1512259200000,"2017-12-03T00:00:00.000Z",,,,\n', /record 2 .*another device/],
  [`"${device.id}",,"2017-12-03T00:00:00.000Z",,,,\n`, /record 2 .*Timestamp/],
  [`"${device.id}",1512259200000,"2017-12-03T00:00:00.001Z",,,,\n`, /record 2 .*ISO Date/],
  [`"${device.id}",1512259200000,"2017-12-03T00:00:00.000Z",,x,,\n`, /Current .*no number/],
  [`"${device.id}",1512259200000,"2017-12-03T00:00:00.000Z",,"1",,\n`, /Current .*no number/],
  [`"${device.id}",1512259200000,"2017-12-03T00:00:00.000Z",,,2,\n`, /On .*no boolean/],
  [`"${device.id}",1512259200000,"2017-12-03T00:00:00.000Z",bare,,,\n`, /Note .*no string/],
  [`"${device.id}",1512259200000,"2017-12-03T00:00:00.000Z",,,\n`, /cannot be read after record 1/],
])('refuses the CSV record %j', async (record, message) => {
  const header = (await write('csv', [])).toString();
  await expect(read('csv', Buffer.from(header + record))).rejects.toThrow(message);
});

it('gives Parquet columns names of their own, and reads them back by their place', async () => {
  const columns = ['ID', 'id', 'Timestamp', 'timestamp (2)'].map((name) => ({ name, dataType: 'string' }));
  const row = [{ time: 5, values: ['a', 'b', 'c', 'd'] }];
  expect(await read('parquet', await write('parquet', [row], columns), columns)).toEqual(row);
});

it('refuses to write a value into a Parquet column of another type', async () => {
  const wrong = [{ time: 0, values: [undefined, 'much', undefined, undefined] }];
  await expect(write('parquet', [wrong])).rejects.toThrow(
    'the state at 1970-01-01T00:00:00.000Z has a Current that is no number',
  );
});

it('knows no format of another name', () => {
  expect(findFormat(undefined)).toBe(findFormat('csv'));
  for (const name of ['constructor', 'CSV', '']) expect(findFormat(name)).toBeUndefined();
});
