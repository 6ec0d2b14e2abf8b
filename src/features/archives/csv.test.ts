import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { archiveCsv, archiveObjectKey, type CsvRow, utcDayStart } from './csv.ts';

async function write(attributes: string[], chunks: CsvRow[][]): Promise<string> {
  async function* rows() {
    yield* chunks;
  }
  const table = {
    deviceId: '568bf74a1ff37b0100f5123e',
    attributes: attributes.map((name) => ({ name })),
    rows: rows(),
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of archiveCsv(table)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

it('writes the example of the contract byte for byte', async () => {
  const row = { time: 1_512_259_242_342, values: [21.666666666666668, true] };
  expect(await write(['Current', 'On'], [[row]])).toBe(
    '"ID","Timestamp","ISO Date","Current","On"\n' +
      '"568bf74a1ff37b0100f5123e",1512259242342,"2017-12-03T00:00:42.342Z",21.666666666666668,1\n',
  );
});

it.each([
  ['a quote "', '"a quote """'],
  ['a, comma', '"a, comma"'],
  ['two\nlines\r\n', '"two\nlines\r\n"'],
  ['🦊', '"🦊"'],
  ['', '""'],
  [1e21, '1e+21'],
  [1e-7, '1e-7'],
  [0, '0'],
  [false, '0'],
  [undefined, ''],
])('writes %j as %j', async (value, cell) => {
  expect(await write(['a'], [[{ time: 0, values: [value] }]])).toContain(`,${cell}\n`);
});

it('is read back by another reader as what went in', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(undefined),
  );
  const rows = fc.array(fc.array(fc.record({ time: fc.nat(), values: fc.tuple(value, value) }), { maxLength: 5 }), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(rows, async (chunks) => {
      const text = await write(['first', 'second "quoted"'], chunks);
      const [header, ...records] = parse(text, { relaxColumnCount: false, recordDelimiter: '\n' }) as string[][];
      expect(header?.[4]).toBe('second "quoted"');
      expect(records).toEqual(
        chunks
          .flat()
          .map(({ time, values }) => [
            '568bf74a1ff37b0100f5123e',
            String(time),
            new Date(time).toISOString(),
            ...values.map((each) => (each === undefined ? '' : String(each))),
          ]),
      );
    }),
  );
});

it('hands large tables on in pieces', async () => {
  async function* rows() {
    for (let chunk = 0; chunk < 20; chunk += 1) yield [{ time: chunk, values: ['x'.repeat(50_000)] }];
  }
  let largest = 0;
  for await (const piece of archiveCsv({ deviceId: 'a', attributes: [{ name: 'a' }], rows: rows() }))
    largest = Math.max(largest, piece.byteLength);
  expect(largest).toBeLessThan(150_000);
});

it('names objects by day, application and device', () => {
  const day = utcDayStart(Date.UTC(2017, 11, 3, 17));
  const ids = { applicationId: 'app', deviceId: 'dev', day };
  const name = '2017-12-03T00:00:00.000Z/app-dev-1512259200000-1512345599999.csv';
  expect(archiveObjectKey(ids)).toBe(name);
  expect(archiveObjectKey({ ...ids, directory: '/a/b/' })).toBe(`a/b/${name}`);
});
