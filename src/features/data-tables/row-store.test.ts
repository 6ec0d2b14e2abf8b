import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type KyselyPlugin, RawNode, sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { type Condition, compileQuery } from '../../platform/query-language/index.ts';
import { languageOf } from './row-language.ts';
import { deleteRows, fewRows, type StoredRow, selectRows, selectsFew } from './row-store.ts';
import { createStorage } from './storage.ts';

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
const columns = [{ key: 1, name: 'price', dataType: 'number', constraint: 'optional' }] as const;
const table = { data_table_row_id: 1, columns };
const priced = (price: object): Condition => compileQuery({ price }, 'query', languageOf(columns));
const order = { sort: 'createdAt', direction: 'asc', offset: 0 } as const;

/** Has statements explained instead of done. */
const explaining: KyselyPlugin = {
  transformQuery: ({ node }) => RawNode.create(['explain ', ''], [node]),
  transformResult: async ({ result }) => result,
};

let database: Database;
let dataDir: string;

// As after a large import: the planner knows nothing yet of so many rows.
beforeAll(async () => {
  dataDir = await makeDataFolder();
  const onFailure = (error: Error): never => {
    throw error;
  };
  database = await openDatabase({ dataDir, migrationsDir, onFailure });
  await createStorage(database.kysely, table, columns);
  await sql`insert into data_table_rows.t1 (id, created_at, updated_at, c1)
    select lpad(to_hex(n), 24, '0'), to_timestamp(n), to_timestamp(n), n from generate_series(1, 50000) n`.execute(
    database.kysely,
  );
}, 120_000);
afterAll(async () => {
  await database?.close();
  await rm(dataDir, { recursive: true });
});

it('knows whether few rows match', async () => {
  expect(await selectsFew(database.kysely, table, priced({ $gt: 50_000 - fewRows }))).toBe(true);
  expect(await selectsFew(database.kysely, table, priced({ $gt: 50_000 - fewRows - 1 }))).toBe(false);
});

it('finds few rows by the index of what is asked for, not by going through the order', async () => {
  const condition = priced({ $gte: 40_000, $lt: 40_070 });
  const selection = { ...order, condition, limit: 100, isNarrow: true };
  const explained = database.kysely.withPlugin(explaining);
  const plans = [
    await selectRows(explained, table, selection, Number.MAX_SAFE_INTEGER),
    await deleteRows(explained, table, selection, Number.MAX_SAFE_INTEGER),
  ];
  for (const plan of plans) expect(JSON.stringify(plan)).toMatch(/Index Cond: \(\(c1 >= /);
  const rows = await selectRows(database.kysely, table, { ...selection, limit: 3 }, Number.MAX_SAFE_INTEGER);
  expect(rows.map(({ c1 }) => c1)).toEqual([40_000, 40_001, 40_002]);
});

it('returns and deletes the same rows whether or not it knows that they are few', async () => {
  const condition = priced({ $gte: 100, $lt: 110 });
  for (const isNarrow of [true, false]) {
    const selection = { ...order, condition, limit: 4, isNarrow };
    const prices = (rows: readonly StoredRow[]) => rows.map(({ c1 }) => c1);
    const first = await selectRows(database.kysely, table, selection, Number.MAX_SAFE_INTEGER);
    expect(prices(await deleteRows(database.kysely, table, selection, Number.MAX_SAFE_INTEGER))).toEqual(prices(first));
    const next = await selectRows(database.kysely, table, { ...selection, limit: 1 }, Number.MAX_SAFE_INTEGER);
    expect(prices(next)).toEqual([isNarrow ? 104 : 108]);
  }
});
