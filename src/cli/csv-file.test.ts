import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tidyCsv } from '../kernel/tidy-csv.ts';
import { CommandError } from './command.ts';
import { openCsv, parseCsvTime } from './csv-file.ts';
import { findLayout, readCells } from './transfer/history-csv.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-csv-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: string | Uint8Array): Promise<{ header: readonly string[]; rows: unknown[] }> {
  const file = join(folder, 'rows.csv');
  await writeFile(file, content);
  const csv = await openCsv(file);
  const rows: unknown[] = [];
  for await (const { cells, isText } of csv.rows) rows.push(isText ? cells : 'no text');
  return { header: csv.header, rows };
}

const plain = {
  header: ['a', 'b'],
  rows: [
    ['1', '2'],
    ['3', '4'],
  ],
};

it.each([
  ['line feeds', 'a,b\n1,2\n3,4\n'],
  ['carriage returns and line feeds', 'a,b\r\n1,2\r\n3,4\r\n'],
  ['carriage returns', 'a,b\r1,2\r3,4\r'],
  ['a header that ends otherwise than the rows', 'a,b\n1,2\r\n3,4\r\n'],
  ['rows that end otherwise than the header', 'a,b\r\n1,2\n3,4'],
  ['a byte order mark', '\ufeffa,b\n1,2\n3,4\n'],
  ['a byte order mark and quotes', '\ufeff"a","b"\n"1","2"\n3,4\n'],
  ['blanks outside of quotes', '"a", "b"\n "1" ,\t"2"\n3,4\n'],
  ['blank columns at the end', 'a,b,,\n1,2,,\n3,4, ,\n'],
  ['empty lines', '\na,b\n\n1,2\n\r\n3,4\n\n'],
])('reads %s', async (_case, content) => {
  expect(await read(content)).toEqual(plain);
});

it('keeps the blanks around what has no quotes, and all that is inside quotes', async () => {
  expect(await read('a,b\n Room 1 ," x ""y"", \r\n"\n')).toEqual({
    header: ['a', 'b'],
    rows: [[' Room 1 ', ' x "y", \r\n']],
  });
});

it('refuses two columns of one name, of which one would be lost, but not columns without a name', async () => {
  await expect(read('time, a,time\n1,2,3\n')).rejects.toThrow(
    new CommandError(`${join(folder, 'rows.csv')} has two columns 'time'`),
  );
  expect((await read('time,,,a\n1,2,3,4\n')).header).toEqual(['time', '', '', 'a']);
});

it('tells which row is not UTF-8 and goes on with the next', async () => {
  const bytes = Buffer.concat([Buffer.from('\ufeffa,b\n1,caf'), Buffer.from([0xe9]), Buffer.from('\n3,4\n')]);
  expect(await read(bytes)).toEqual({ header: ['a', 'b'], rows: ['no text', ['3', '4']] });
});

it('tidies the same whatever pieces the file comes in', async () => {
  const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '\t', 'a', 'é'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), fc.integer({ min: 1, max: 7 }), async (content, marked, size) => {
      const bytes = Buffer.from(`${marked ? '\ufeff' : ''}${content}`);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      const whole = await tidy([bytes]);
      expect(await tidy(pieces)).toBe(whole);
      // Nothing but blanks and the mark is ever left out.
      expect(whole.replaceAll(/[ \t]/g, '')).toBe(content.replaceAll(/[ \t]/g, ''));
    }),
  );
});

/** A file as people load it, before something has happened to it. */
const history = Buffer.from(
  '\ufeffTimestamp,Device,temperature,note\r\n2019-04-01 12:00:00+00,Pump,1.5,"a ""b"", c"\n1554120000,Café,2,\r\n',
);

it('says one sentence of any damaged file, or reads rows of it, each of them text or marked', async () => {
  const damage = fc.array(
    fc.record({
      at: fc.nat(),
      drop: fc.nat({ max: 40 }),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc.constantFrom(...['"', '\r', '\0', ',,', '""', '\ufeff'].map((text) => new Uint8Array(Buffer.from(text)))),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(damage, async (places) => {
      const broken = places.reduce((bytes, { at, drop, put }) => {
        const start = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + drop)]);
      }, history);
      const file = join(folder, 'broken.csv');
      await writeFile(file, broken);
      try {
        const csv = await openCsv(file);
        const layout = findLayout(file, csv.header, {});
        for await (const { cells, isText, line } of csv.rows) {
          expect(line).toBeGreaterThan(0);
          if (!isText) continue;
          // Nothing was replaced by what the file does not have.
          expect(cells.join('')).not.toContain('\ufffd');
          const time = parseCsvTime(cells[layout.time] ?? '');
          expect(time === undefined || Number.isSafeInteger(time)).toBe(true);
          for (const value of Object.values(readCells(layout, cells))) expect(value).not.toBe('');
        }
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
        expect((error as Error).message).toMatch(/^[^\n]*broken\.csv/);
      }
    }),
    { numRuns: 150 },
  );
});

async function tidy(pieces: readonly Buffer[]): Promise<string> {
  let text = '';
  for await (const piece of tidyCsv(toAsync(pieces))) text += piece.toString('latin1');
  return Buffer.from(text, 'latin1').toString();
}

async function* toAsync(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

it.each([
  ['2019-04-01 12:00:00+00', Date.UTC(2019, 3, 1, 12)],
  [' 2019-04-01 ', Date.UTC(2019, 3, 1)],
  ['1554120000', Date.UTC(2019, 3, 1, 12)],
  ['2019-02-29', undefined],
  ['boot 7', undefined],
])('reads the time %j', (text, time) => {
  expect(parseCsvTime(text)).toBe(time);
});
