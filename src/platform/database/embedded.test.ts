import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded.ts';
import { isDataError, isUniqueViolation } from './errors.ts';

let dataDir: string;
let database: EmbeddedDatabase;
const fail = (error: Error): never => {
  throw error;
};

beforeAll(async () => {
  dataDir = await makeDataFolder();
  database = await openEmbeddedDatabase({ dataDir, onFailure: fail });
  await database.query({ sql: 'create table note (id bigint primary key, body jsonb)' });
});
afterAll(async () => {
  await database.close();
  await rm(dataDir, { recursive: true });
});

it('syncs to disk for every transaction that writes, before it returns, and for none that reads', async () => {
  for (let id = 1; id <= 20; id += 1) {
    const before = database.syncCount();
    await database.batch([
      { sql: 'insert into note values ($1, $2::jsonb)', parameters: [id, '{}'] },
      { sql: 'update note set body = $2::jsonb where id = $1', parameters: [id, '{"a":1}'] },
    ]);
    expect(database.syncCount()).toBeGreaterThan(before);
  }
  const before = database.syncCount();
  for (let turn = 0; turn < 20; turn += 1) await database.query({ sql: 'select count(*) from note' });
  expect(database.syncCount()).toBe(before);
});

it('keeps nothing of a batch of which one statement fails, and works on', async () => {
  const batch = database.batch([
    { sql: "insert into note values (1001, '{}')" },
    { sql: 'insert into note values ($1, $2::jsonb)', parameters: [1002, 'not json'] },
  ]);
  await expect(batch).rejects.toSatisfy(isDataError);
  expect(await database.query({ sql: 'select id from note where id > 1000' })).toEqual([]);
});

it('says which unique index refused a row', async () => {
  const insert = database.query({ sql: "insert into note values (1, '{}')" });
  await expect(insert).rejects.toSatisfy((error) => isUniqueViolation(error, 'note_pkey'));
  await expect(insert).rejects.toMatchObject({ type: 'Conflict', message: expect.not.stringContaining('note') });
});

it('isolates a transaction, and rolls it back when its work throws', async () => {
  const failure = new Error('changed my mind');
  const work = database.kysely.transaction().execute(async (tx) => {
    await tx.insertInto('installation').values({ name: 'x', value: '1' }).execute();
    throw failure;
  });
  await expect(work).rejects.toBe(failure);
  expect(await database.query({ sql: "select * from installation where name = 'x'" })).toEqual([]);
});

it('returns numbers, dates, json and arrays as JavaScript knows them', async () => {
  const [row] = await database.query({
    sql: `select 9007199254740991::bigint as big, 1.5::numeric as fraction, true as yes, null as nothing,
      '2026-01-02T03:04:05.678Z'::timestamptz as time, '{"a":[1]}'::jsonb as json, $1::bigint[] as list,
      $2::text[] as words, '\\xff00'::bytea as bytes`,
    parameters: [
      [1, 2],
      ['a "quoted", \\ {word}', ''],
    ],
  });
  expect(row).toEqual({
    big: 9_007_199_254_740_991,
    fraction: 1.5,
    yes: true,
    nothing: null,
    time: new Date('2026-01-02T03:04:05.678Z'),
    json: { a: [1] },
    list: [1, 2],
    words: ['a "quoted", \\ {word}', ''],
    bytes: Buffer.from([0xff, 0]),
  });
});
