import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded.ts';
import { migrate } from './migrate.ts';

let root: string;
let directory: string;
let database: EmbeddedDatabase;

beforeAll(async () => {
  root = await makeDataFolder('bare');
  directory = join(root, 'migrations');
  database = await openEmbeddedDatabase({
    dataDir: root,
    onFailure: (error) => {
      throw error;
    },
  });
});
afterAll(async () => {
  await database.close();
  await rm(root, { recursive: true });
});
beforeEach(() => mkdir(directory));
afterEach(async () => {
  await rm(directory, { recursive: true });
  await database.script('drop schema public cascade; create schema public');
});

const put = (name: string, sql: string) => writeFile(join(directory, name), sql);
const run = () => migrate({ source: database, directory });
const exists = async (table: string) =>
  (await database.query({ sql: `select from pg_tables where tablename = $1`, parameters: [table] })).length > 0;

it('runs each file once, in order, and leaves other files alone', async () => {
  await put('0002_more.sql', 'alter table a add y int; create table b (x int)');
  await put('0001_first.sql', 'create table a (x int)');
  await put('README.md', 'not SQL');
  expect(await run()).toEqual(['0001_first', '0002_more']);
  expect(await run()).toEqual([]);
  await put('0003_last.sql', 'insert into a values (1, 2)');
  expect(await run()).toEqual(['0003_last']);
  expect(await database.query({ sql: 'select * from a' })).toEqual([{ x: 1, y: 2 }]);
});

it('keeps nothing of a file that fails, and names it', async () => {
  await put('0001_first.sql', 'create table a (x int)');
  await put('0002_broken.sql', 'create table b (x int); insert into a values (1, 2, 3)');
  await expect(run()).rejects.toThrow(/^Migration 0002_broken failed: INSERT has more expressions/);
  expect([await exists('a'), await exists('b')]).toEqual([true, false]);
  await put('0002_broken.sql', 'create table b (x int)');
  expect(await run()).toEqual(['0002_broken']);
});

it('refuses a file that has changed since it was applied, but not for its line ends', async () => {
  await put('0001_first.sql', 'create table a (\n  x int\n)');
  await run();
  await put('0001_first.sql', 'create table a (\r\n  x int\r\n)');
  expect(await run()).toEqual([]);
  await put('0001_first.sql', 'create table a (x bigint)');
  await expect(run()).rejects.toThrow('Migration 0001_first has changed since it was applied');
});

it('refuses a database that a newer version has written', async () => {
  await put('0001_first.sql', 'create table a (x int)');
  await put('0002_newer.sql', 'create table b (x int)');
  await run();
  await rm(join(directory, '0002_newer.sql'));
  await expect(run()).rejects.toThrow('0002_newer, which this version does not know: use a newer Signalbox');
});

it('leaves the session of the next caller as it was', async () => {
  await put('0001_first.sql', `set work_mem = '1MB'`);
  await run();
  expect(await database.query({ sql: `show work_mem` })).toEqual([{ work_mem: '8MB' }]);
});
