import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { compileQuery, textKind } from '../../platform/query-language/index.ts';
import { languageOf } from './row-language.ts';
import { insertRows, selectRows } from './row-store.ts';
import { walkRows } from './row-walk.ts';
import { createStorage } from './storage.ts';

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
const columns = [
  { key: 1, name: 'text', dataType: 'string', constraint: 'optional' },
  { key: 2, name: 'number', dataType: 'number', constraint: 'optional' },
] as const;
const table = { data_table_row_id: 1, columns };

/** Around the length that the index holds, with what sorts before and after, and the ends of the ranges of characters. */
const texts = [
  ...['', 'a', 'b', '\ud7ff', '\ue000', '\u{10ffff}', '\u{10ffff}\u{10ffff}', 'é', '😀'],
  ...[198, 199, 200, 201, 202].flatMap((length) => ['', 'a', 'b', '😀'].map((end) => 'x'.repeat(length) + end)),
];
const rows = texts.map((text, index) => ({
  id: index.toString(16).padStart(24, '0'),
  values: { c1: text, c2: index % 5 === 0 ? null : index % 4 },
}));

let database: Database;
let dataDir: string;

beforeAll(async () => {
  dataDir = await makeDataFolder();
  const onFailure = (error: Error): never => {
    throw error;
  };
  database = await openDatabase({ dataDir, migrationsDir, onFailure });
  await createStorage(database.kysely, table, columns);
  const missing = { id: 'f'.repeat(24), values: { c1: null, c2: null } };
  expect((await insertRows(database.kysely, table, [...rows, missing], new Date(0))).size).toBe(rows.length + 1);
}, 120_000);
afterAll(async () => {
  await database?.close();
  await rm(dataDir, { recursive: true });
});

it('finds by the index what a comparison of the whole text finds', async () => {
  const select = async (language: Parameters<typeof compileQuery>[2], query: object) => {
    const condition = compileQuery(query, 'query', language);
    const { rows: found } = await sql<{ id: string }>`select id from data_table_rows.t1 where ${condition}
      order by id`.execute(database.kysely);
    return found;
  };
  const plain = { things: 'rows', fields: new Map([['text', { kind: textKind, column: sql.raw('c1') }]]) };
  const operators = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$startsWith', '$endsWith', '$contains'];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operators), fc.constantFrom(...texts), async (operator, text) => {
      const query = { text: { [operator]: text } };
      expect(await select(languageOf(columns), query)).toEqual(await select(plain, query));
    }),
    { numRuns: 300 },
  );
});

it.each(
  (['createdAt', columns[0], columns[1], 'id'] as const).flatMap((sort) =>
    (['asc', 'desc'] as const).map((direction) => ({ sort, direction })),
  ),
)('walks all rows in the order in which pages show them: $sort $direction', async ({ sort, direction }) => {
  const selection = { condition: undefined, sort, direction, limit: 1000, offset: 0 };
  const pages = await selectRows(database.kysely, table, selection, Number.MAX_SAFE_INTEGER);
  const walked: unknown[] = [];
  const signal = new AbortController().signal;
  const all = { ...selection, offset: 3 };
  for await (const step of walkRows(database, table, all, signal, { rows: 4, bytes: 1e6 })) walked.push(...step);
  expect(walked).toEqual(pages.slice(3));

  const lightly: unknown[] = [];
  const bytes = 700;
  for await (const step of walkRows(database, table, all, signal, { rows: 1000, bytes })) {
    const held = step.map(({ c1 }) => 32 + Buffer.byteLength(String(c1 ?? '')));
    // The last one begins below the bound.
    expect(held.slice(0, -1).reduce((sum, each) => sum + each, 0)).toBeLessThan(bytes);
    lightly.push(...step);
  }
  expect(lightly).toEqual(walked);
  expect(pages).toHaveLength(rows.length + 1);
});
