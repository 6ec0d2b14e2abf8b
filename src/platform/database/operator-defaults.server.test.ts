import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { disagreements } from './folding-test-bed.ts';
import { migrate } from './migrate.ts';
import type { PooledDatabase } from './pooled-database.ts';
import { openServerDatabase } from './server.ts';
import { answers } from './test-bed.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const directory = fileURLToPath(new URL('../../../migrations', import.meta.url));
let administrator: pg.Client;
let opened: PooledDatabase[] = [];
let made: string[] = [];

beforeAll(async () => {
  administrator = new pg.Client({ connectionString: administration });
  await administrator.connect();
});
afterEach(async () => {
  for (const database of opened) await database.close();
  for (const name of made) await administrator.query(`drop database ${name} with (force)`);
  opened = [];
  made = [];
});
afterAll(() => administrator.end());

/** Makes a database as an operator might, with these defaults for its sessions. */
async function makeDatabase(
  options: { as?: string; defaults?: readonly string[]; schema?: string } = {},
): Promise<string> {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administrator.query(`create database ${name} template template0 ${options.as ?? ''}`);
  made.push(name);
  for (const setting of options.defaults ?? []) await administrator.query(`alter database ${name} set ${setting}`);
  const { href } = Object.assign(new URL(administration ?? ''), { pathname: `/${name}` });
  if (options.schema !== undefined) {
    const inside = new pg.Client({ connectionString: href });
    await inside.connect();
    await inside.query(`create schema ${options.schema}`);
    await inside.end();
  }
  return href;
}

async function open(url: string, warnings: string[] = []): Promise<PooledDatabase> {
  const database = await openServerDatabase({ url, logger: { warn: (_details, message) => warnings.push(message) } });
  opened.push(database);
  return database;
}

/** As bad as defaults can be while they are allowed; each breaks something where it is not overruled. */
const defaults = [
  `datestyle = 'German, DMY'`,
  `intervalstyle = 'iso_8601'`,
  'extra_float_digits = 0',
  `timezone = 'Asia/Kathmandu'`,
  `bytea_output = 'escape'`,
  'standard_conforming_strings = off',
  'array_nulls = off',
  'transform_null_equals = on',
  `default_transaction_isolation = 'serializable'`,
  'default_transaction_read_only = on',
  'row_security = on',
  'jit = on',
  'gin_fuzzy_search_limit = 1',
  'statement_timeout = 1000',
  'lock_timeout = 1000',
  'idle_in_transaction_session_timeout = 1000',
  'idle_session_timeout = 1000',
  'synchronous_commit = off',
  `client_min_messages = 'debug5'`,
];

it.each([
  ['each default that a session can set', defaults],
  ['no default changed', []],
])('answers the same with %s', async (_name, given) => {
  const database = await open(await makeDatabase({ defaults: given }));
  for (const { rows, name, ...statement } of answers) {
    expect(await database.query(statement), name).toEqual(rows);
    expect(await database.batch([statement]), name).toEqual([rows]);
  }
  const [row] = await database.query({
    sql: `select 0.1::float8 + 0.2::float8 as sum, current_setting('transaction_isolation') as isolation,
      current_setting('synchronous_commit') as commit, current_setting('search_path') as path,
      current_setting('statement_timeout') as statement, current_setting('idle_session_timeout') as idle`,
  });
  expect(row).toEqual({
    sum: 0.1 + 0.2,
    isolation: 'read committed',
    commit: 'on',
    path: '"$user", public',
    statement: '1min',
    idle: '0',
  });
  expect(await migrate({ source: database, directory })).not.toEqual([]);
});

it('keeps a setting of synchronous_commit that waits for more than the disk', async () => {
  const database = await open(await makeDatabase({ defaults: [`synchronous_commit = 'remote_apply'`] }));
  const read = { sql: `select current_setting('synchronous_commit') as value` };
  expect(await database.query(read)).toEqual([{ value: 'remote_apply' }]);
});

it.each([
  ['LATIN1', `encoding 'LATIN1' locale 'C'`, /^The database at DATABASE_URL is encoded in LATIN1 and cannot hold/],
  ['SQL_ASCII', `encoding 'SQL_ASCII' locale 'C'`, /^The database at DATABASE_URL is encoded in SQL_ASCII and cannot/],
])('refuses a database encoded in %s, in one sentence', async (_name, as, message) => {
  const error = await open(await makeDatabase({ as })).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ type: 'Unavailable', message: expect.stringMatching(message) });
});

it.each([
  ['no schema that exists', `search_path = 'nowhere'`, 'names no schema that exists'],
  ['a schema whose name must be quoted', `search_path = "Signal Box"`, 'begins with the schema "Signal Box"'],
  ['triggers switched off', 'session_replication_role = replica', 'switches off triggers'],
])('refuses a database with %s', async (_name, setting, message) => {
  const url = await makeDatabase({ defaults: [setting], schema: '"Signal Box"' });
  await expect(open(url)).rejects.toMatchObject({ type: 'Unavailable', message: expect.stringContaining(message) });
});

it('folds every character of Unicode by its own rule where the locale knows only ASCII, and says what is slow there', async () => {
  const warnings: string[] = [];
  const database = await open(await makeDatabase({ as: `encoding 'UTF8' locale 'C'` }), warnings);
  expect(warnings).toEqual([expect.stringContaining('LC_CTYPE C')]);
  await migrate({ source: database, directory });
  expect(await database.query({ sql: `select lower('Ä') as lower` })).toEqual([{ lower: 'Ä' }]);
  expect(await disagreements(database)).toEqual([]);
});
