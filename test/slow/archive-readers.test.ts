import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ArchiveRow, findFormat } from '../../src/features/archives/formats/index.ts';

// Programs of others open what we wrote. DuckDB comes with `npm ci --prefix .ci/tools`, Python from the system.
const loadTool = createRequire(new URL('../../.ci/tools/package.json', import.meta.url));
const { DuckDBInstance } = loadTool('@duckdb/node-api') as {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<DuckDb> }> };
};
interface DuckDb {
  runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown[][]; columnNames(): string[]; columnTypes(): object[] }>;
  closeSync(): void;
}

const device = { id: '568bf74a1ff37b0100f5123e' };
const attributes = [
  { name: 'Note', dataType: 'string' },
  { name: 'Current', dataType: 'number' },
  { name: 'On', dataType: 'boolean' },
  { name: 'Place', dataType: 'gps' },
];
const start = Date.UTC(2017, 11, 3);
const long = `${'🦊"ü,\n'.repeat(6553)} end`;
const rows: ArchiveRow[] = [
  { time: start, values: ['say "hi", twice', 21.666666666666668, true, '37.33,-122.03'] },
  { time: start + 1, values: [undefined, undefined, undefined, undefined] },
  { time: start + 2, values: ['', 0, false, '0,0'] },
  { time: start + 3, values: ['line\nnext\r\n\ttab 🦊', 5e-324, undefined, undefined] },
  { time: start + 4, values: [long, Number.MAX_VALUE, true, undefined] },
  { time: start + 5, values: ['=1+1', 0.1 + 0.2, false, undefined] },
  ...Array.from({ length: 40_000 }, (_, index) => ({
    time: start + 1000 + index * 1000,
    values: [`note ${index}`, index / 7, index % 3 === 0, index % 5 === 0 ? `${index / 1000},1` : undefined],
  })),
  { time: start + 86_399_999, values: ['last', -1e21, undefined, undefined] },
];
let folder: string;
let duckDb: DuckDb;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-readers-'));
  duckDb = await (await DuckDBInstance.create(':memory:')).connect();
});

afterAll(async () => {
  duckDb.closeSync();
  await rm(folder, { recursive: true });
});

async function writeObject(name: string): Promise<string> {
  const format = findFormat(name);
  if (!format) throw new Error(`no format ${name}`);
  async function* pages(): AsyncGenerator<readonly ArchiveRow[]> {
    for (let index = 0; index < rows.length; index += 1000) yield rows.slice(index, index + 1000);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of format.write(device, attributes, pages())) pieces.push(piece);
  const path = join(folder, `day.${format.extension}`);
  await writeFile(path, Buffer.concat(pieces));
  return path;
}

it('gives DuckDB typed Parquet columns with the values that went in', async () => {
  const path = await writeObject('parquet');
  const described = await duckDb.runAndReadAll(`describe select * from '${path}'`);
  expect(described.getRowsJson().map(([name, type]) => [name, type])).toEqual([
    ['ID', 'VARCHAR'],
    ['Timestamp', 'TIMESTAMP WITH TIME ZONE'],
    ['Note', 'VARCHAR'],
    ['Current', 'DOUBLE'],
    ['On', 'BOOLEAN'],
    ['Place', 'VARCHAR'],
  ]);
  const found = await duckDb.runAndReadAll(
    `select "ID", epoch_ms("Timestamp")::double, "Note", "Current", "On", "Place" from '${path}' order by 2`,
  );
  expect(found.getRowsJson()).toEqual(
    rows.map(({ time, values }) => [device.id, time, ...values.map((value) => value ?? null)]),
  );
});

it.each(['csv', 'csv.gz'])('gives DuckDB the values that went into a %s', async (name) => {
  const path = await writeObject(name);
  const found = await duckDb.runAndReadAll(
    `select * from read_csv('${path}', delim = ',', quote = '"', escape = '"', header = true, all_varchar = false,
      allow_quoted_nulls = false, max_line_size = 1000000, columns = {'ID': 'varchar', 'Timestamp': 'double',
      'ISO Date': 'varchar', 'Note': 'varchar', 'Current': 'double', 'On': 'integer', 'Place': 'varchar'})`,
  );
  expect(found.getRowsJson()).toEqual(
    rows.map(({ time, values: [note, current, on, place] }) => [
      device.id,
      time,
      new Date(time).toISOString(),
      note ?? null,
      current ?? null,
      on === undefined ? null : Number(on),
      place ?? null,
    ]),
  );
});

it.each([
  ['csv', 'open'],
  ['csv.gz', 'gzip.open'],
])('gives Python’s csv module the values that went into a %s', async (name, open) => {
  const path = await writeObject(name);
  const program = `
import csv, gzip, json, sys
csv.field_size_limit(1 << 20)
with ${open}(sys.argv[1], 'rt', encoding='utf-8', newline='') as file:
    json.dump(list(csv.reader(file)), sys.stdout)
`;
  const output = execFileSync('python3', ['-c', program, path], { maxBuffer: 64 * 1024 * 1024 });
  const [header, ...records] = JSON.parse(output.toString()) as string[][];
  expect(header).toEqual(['ID', 'Timestamp', 'ISO Date', 'Note', 'Current', 'On', 'Place']);
  const [note, current, on, place] = [3, 4, 5, 6] as const;
  expect(
    records.map((record) => [
      record[0],
      Number(record[1]),
      record[2],
      record[note],
      record[current] === '' ? undefined : Number(record[current]),
      record[on] === '' ? undefined : record[on] === '1',
      record[place],
    ]),
  ).toEqual(
    // Python's reader cannot tell a missing value from an empty string.
    rows.map(({ time, values: [text, number, boolean, gps] }) => [
      device.id,
      time,
      new Date(time).toISOString(),
      text ?? '',
      number,
      boolean,
      gps ?? '',
    ]),
  );
});
