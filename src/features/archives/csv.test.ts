import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvValue } from '../../kernel/csv.ts';
import { archiveCsv, archiveObjectKey, type CsvRow, utcDayStart } from './csv.ts';

const deviceId = '568bf74a1ff37b0100f5123e';

async function* inChunks(chunks: readonly (readonly CsvRow[])[]): AsyncGenerator<readonly CsvRow[]> {
  yield* chunks;
}

async function writeCsv(names: readonly string[], ...chunks: (readonly CsvRow[])[]): Promise<string> {
  const pieces: Uint8Array[] = [];
  const attributes = names.map((name) => ({ name }));
  for await (const piece of archiveCsv({ deviceId, attributes, rows: inChunks(chunks) })) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

it('writes the example of the contract byte for byte', async () => {
  const row = { time: 1512259242342, values: [21.666666666666668, true] };
  expect(await writeCsv(['Current', 'On'], [row])).toBe(
    '"ID","Timestamp","ISO Date","Current","On"\n' +
      '"568bf74a1ff37b0100f5123e",1512259242342,"2017-12-03T00:00:42.342Z",21.666666666666668,1\n',
  );
});

it('writes the header alone when there are no rows, and no attribute columns when there are none', async () => {
  expect(await writeCsv(['Temp "in", °C'])).toBe('"ID","Timestamp","ISO Date","Temp ""in"", °C"\n');
  expect(await writeCsv([], [], [{ time: 0, values: [] }])).toBe(
    `"ID","Timestamp","ISO Date"\n"${deviceId}",0,"1970-01-01T00:00:00.000Z"\n`,
  );
});

const cells: [CsvValue, string][] = [
  [undefined, ''],
  [true, '1'],
  [false, '0'],
  [0, '0'],
  [-0, '0'],
  [-1.5, '-1.5'],
  [0.1 + 0.2, '0.30000000000000004'],
  [1e21, '1e+21'],
  [123456789012345680000, '123456789012345680000'],
  [1e-7, '1e-7'],
  [5e-324, '5e-324'],
  [Number.MAX_VALUE, '1.7976931348623157e+308'],
  ['', '""'],
  ['plain', '"plain"'],
  ['say "hi"', '"say ""hi"""'],
  ['"', '""""'],
  ['a,b', '"a,b"'],
  ['line\nnext\r\n', '"line\nnext\r\n"'],
  ['=1+1', '"=1+1"'],
  ['37.33,-122.03', '"37.33,-122.03"'],
  ['🦊 ü', '"🦊 ü"'],
  ['72', '"72"'],
];

it.each(cells)('writes %j as %s', async (value, cell) => {
  const text = await writeCsv(['v', 'end'], [{ time: 1512259200000, values: [value, 1] }]);
  expect(text.slice(text.indexOf('\n') + 1)).toBe(`"${deviceId}",1512259200000,"2017-12-03T00:00:00.000Z",${cell},1\n`);
});

it('hands on pieces of some 64 KiB, whatever the chunks, and long strings whole', async () => {
  const long = 'ü"'.repeat(32_768);
  const rows = Array.from({ length: 5000 }, (_, index) => ({ time: index, values: [index === 2500 ? long : index] }));
  const sizes: number[] = [];
  let text = '';
  for await (const piece of archiveCsv({ deviceId, attributes: [{ name: 'v' }], rows: inChunks([rows]) })) {
    sizes.push(piece.byteLength);
    text += Buffer.from(piece).toString();
  }
  expect(sizes.length).toBeGreaterThan(4);
  const longRow = Buffer.byteLength(long) + 32_768 + 100;
  for (const size of sizes) expect(size).toBeLessThan(64 * 1024 + longRow);
  for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(64 * 1024);
  expect(text).toBe(await writeCsv(['v'], rows.slice(0, 7), [], rows.slice(7)));
  expect(text).toContain(`"${long.replaceAll('"', '""')}"\n`);
});

it('asks for the next rows only when the last have been taken, and lets go of them when it is ended', async () => {
  let read = 0;
  let ended = false;
  async function* endless(): AsyncGenerator<readonly CsvRow[]> {
    try {
      for (;;) {
        read += 1;
        yield [{ time: 0, values: ['x'.repeat(100_000)] }];
      }
    } finally {
      ended = true;
    }
  }
  const csv = archiveCsv({ deviceId, attributes: [{ name: 'v' }], rows: endless() });
  await csv.next();
  await csv.next();
  expect(read).toBe(2);
  await csv.return(undefined);
  expect(ended).toBe(true);
});

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', '🦊') }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(undefined),
);

/** Attribute names, and rows that fit them, cut into chunks anyhow. */
const tables = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 })
  .chain((names) => {
    const values = fc.array(value, { minLength: names.length, maxLength: names.length });
    const row = fc.record({ time: fc.integer({ min: 0, max: 8.64e15 }), values });
    return fc.record({
      names: fc.constant(names),
      chunks: fc.array(fc.array(row, { maxLength: 5 }), { maxLength: 4 }),
    });
  });

it('is read back by another program as what went in, however it was cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ names, chunks }) => {
      const text = await writeCsv(names, ...chunks);
      const [header, ...records] = parse(text, { cast: readCell, record_delimiter: '\n' });
      expect(header).toEqual(['ID', 'Timestamp', 'ISO Date', ...names]);
      const expected = chunks
        .flat()
        .map(({ time, values }) => [deviceId, time, new Date(time).toISOString(), ...values.map(asRead)]);
      expect(records).toEqual(expected);
    }),
  );
});

function readCell(text: string, { quoting }: { quoting: boolean }): string | number | undefined {
  if (quoting) return text;
  return text === '' ? undefined : Number(text);
}

/** CSV knows no booleans and no negative zero. */
function asRead(written: CsvValue): string | number | undefined {
  if (typeof written === 'boolean') return written ? 1 : 0;
  return Object.is(written, -0) ? 0 : written;
}

describe('the key of an object', () => {
  const day = Date.UTC(2017, 11, 3);
  const object = { applicationId: '568beedeb436ab01007be53d', deviceId, day };
  const name = `2017-12-03T00:00:00.000Z/568beedeb436ab01007be53d-${deviceId}-1512259200000-1512345599999.csv`;

  it.each([
    [undefined, ''],
    ['', ''],
    ['/', ''],
    ['plant', 'plant/'],
    ['/plant/one/', 'plant/one/'],
    ['//plant//one//', 'plant/one/'],
    ['Werk 🦊', 'Werk 🦊/'],
  ])('has the directory %j as %j in front', (directory, front) => {
    expect(archiveObjectKey({ ...object, ...(directory === undefined ? {} : { directory }) })).toBe(front + name);
  });
});

it.each([
  [0, 0],
  [1512259200000, 1512259200000],
  [1512345599999, 1512259200000],
  [1512345600000, 1512345600000],
  [-1, -86_400_000],
])('takes %i to the start of its UTC day', (time, start) => {
  expect(utcDayStart(time)).toBe(start);
});
