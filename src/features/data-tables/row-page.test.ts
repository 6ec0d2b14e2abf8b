// Pages by one statement where few rows match, and by several where many do: the same rows, to the last byte.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { rounds } from '../../../test/support/rounds.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { maxAnswerBytes } from '../../platform/database/read-portions.ts';
import type { StoredColumn } from './columns.ts';
import { readCountedPage } from './row-page.ts';
import { toRow } from './row-representation.ts';
import { fewRows, insertRows, orderBy, type StoredRow } from './row-store.ts';
import { readSelection } from './selection.ts';
import { createStorage } from './storage.ts';

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
const columns: readonly StoredColumn[] = [
  { key: 1, name: 'text', dataType: 'string', constraint: 'optional' },
  { key: 2, name: 'number', dataType: 'number', constraint: 'optional' },
  { key: 3, name: 'flag', dataType: 'boolean', constraint: 'optional' },
  { key: 4, name: 'group', dataType: 'number', constraint: 'required' },
];
const table = { data_table_row_id: 1, columns };
const heavy = { data_table_row_id: 2, columns };

const texts = [null, '', 'a', 'é"\\\n', '😀', '\u{10ffff}', '\ue000', 'x'.repeat(199), 'x'.repeat(260), ' "a",\t'];
const numbers = [null, 0, 0.1 + 0.2, -1 / 3, 5e-324, 1.7976931348623157e308, 1e21, 1e-7, 2 ** 53, -2];
const flags = [null, true, false];
/** A number of rows that is few, one more, and a few dozen. */
const groups = [fewRows, fewRows + 1, 60];
const pick = <Value>(values: readonly Value[], n: number): Value => values[n % values.length] as Value;
const rows = groups
  .flatMap((count, group) => Array.from({ length: count }, () => group))
  .map((group, n) => ({
    id: ((n * 7919) % 1_000_003).toString(16).padStart(24, '0'),
    values: { c1: pick(texts, n), c2: pick(numbers, n * 3 + (n >> 4)), c3: pick(flags, n), c4: group },
  }));

let database: Database;
let dataDir: string;

beforeAll(async () => {
  dataDir = await makeDataFolder();
  const onFailure = (error: Error): never => {
    throw error;
  };
  database = await openDatabase({ dataDir, migrationsDir, onFailure });
  for (const each of [table, heavy]) await createStorage(database.kysely, each, columns);
  for (let from = 0; from < rows.length; from += 500)
    await insertRows(database.kysely, table, rows.slice(from, from + 500), new Date(from));
}, 120_000);
afterAll(async () => {
  await database?.close();
  await rm(dataDir, { recursive: true });
});

const value = fc.oneof(
  fc.record({ group: fc.constantFrom(0, 1, 2, 3) }),
  fc.record({ text: fc.constantFrom(...texts) }),
  fc.record({ number: fc.constantFrom(...numbers) }),
  fc.record({ number: fc.record({ $gte: fc.constantFrom(-2, 0, 0.2), $lt: fc.constantFrom(0.3, 1e21) }) }),
  fc.record({ text: fc.record({ $startsWith: fc.constantFrom('', 'x', 'é', '😀') }) }),
  fc.record({ flag: fc.boolean() }),
  fc.constant({}),
);
const query = fc.oneof(
  value,
  fc.tuple(value, value).map((both) => ({ $and: both })),
  fc.tuple(value, value).map((either) => ({ $or: either })),
);
const question = fc.record({
  query,
  sortColumn: fc.constantFrom(undefined, 'id', 'updatedAt', ...columns.map(({ name }) => name)),
  sortDirection: fc.constantFrom('asc', 'desc'),
  limit: fc.constantFrom(1, 7, 100, 1000),
  offset: fc.constantFrom(0, 1, 30, 59, 60, 1999, 5000),
});

it('has the rows and the number of a plain statement without bounds, with every value as it was stored', async () => {
  const given = new Map(rows.map(({ id, values }) => [id, values]));
  await fc.assert(
    fc.asyncProperty(question, async (asked) => {
      const { selection } = readSelection(columns, asked);
      const { condition, sort, direction, offset, limit } = selection;
      const { rows: all } = await sql<StoredRow>`select * from data_table_rows.t1 where ${condition ?? sql`true`}
        order by ${orderBy(sort, direction)}`.execute(database.kysely);
      const page = await readCountedPage(database.kysely, table, selection, asked.query);
      const written = page.rows.map((row) => JSON.stringify(toRow(columns, row)));
      expect(written).toEqual(all.slice(offset, offset + limit).map((row) => JSON.stringify(toRow(columns, row))));
      expect(page.truncated).toBe(false);
      // How many rows there are at all is kept apart (`data_table_size`).
      if (condition) expect(page.totalCount).toBe(all.length);
      for (const { id, c1, c2, c3, c4 } of page.rows) expect({ c1, c2, c3, c4 }).toEqual(given.get(id));
    }),
    { numRuns: rounds(25, 400) },
  );
});

it('ends a page of heavy rows early and goes on where it ended, although few match', async () => {
  const long = Array.from({ length: 60 }, (_, n) => ({
    id: n.toString(16).padStart(24, '0'),
    values: { c1: `${n} ${'y'.repeat(250_000)}`, c2: n, c3: null, c4: 0 },
  }));
  for (const row of long) await insertRows(database.kysely, heavy, [row], new Date(row.values.c2));
  const asked = { query: { group: 0 } };
  const page = async (offset: number) =>
    readCountedPage(database.kysely, heavy, readSelection(columns, { ...asked, offset }).selection, asked.query);
  const first = await page(0);
  expect(first).toMatchObject({ totalCount: 60, truncated: true });
  expect(first.rows).toHaveLength(Math.floor(maxAnswerBytes / 250_100));
  const second = await page(first.rows.length);
  expect(second).toMatchObject({ totalCount: 60, truncated: false });
  expect([...first.rows, ...second.rows].map(({ c1 }) => c1)).toEqual(long.map(({ values }) => values.c1));
  expect(await page(60)).toEqual({ rows: [], totalCount: 60, truncated: false });
});
