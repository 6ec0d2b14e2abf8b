import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { EmbeddedEngine } from './embedded-engine.ts';
import { EmbeddedMaintenance } from './embedded-maintenance.ts';

let root: string;
let engine: EmbeddedEngine;
let maintenance: EmbeddedMaintenance;

beforeEach(async () => {
  root = await makeDataFolder('bare');
  const options = { folder: join(root, 'postgres'), syncCounter: new SharedArrayBuffer(8) };
  engine = await EmbeddedEngine.open(options, (error) => {
    throw error;
  });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  maintenance = new EmbeddedMaintenance({ engine });
});
afterEach(async () => {
  vi.useRealTimers();
  await engine.close();
  await rm(root, { recursive: true });
});

/** Lets the time pass and the maintenance look, as it does in the gaps between exchanges. */
async function pass(seconds: number): Promise<void> {
  vi.setSystemTime(Date.now() + seconds * 1000);
  await maintenance.run();
}
const checkpoint = async () =>
  (await engine.query<{ lsn: string }>('select checkpoint_lsn as lsn from pg_control_checkpoint()'))[0]?.lsn;
const tables = () =>
  engine.query<{ name: string; dead: number; vacuums: number; analyses: number }>(
    `select relname as name, n_dead_tup as dead, vacuum_count as vacuums, analyze_count as analyses
      from pg_stat_user_tables order by relname`,
  );

it('vacuums tables with dead rows and analyses tables that have changed, one at a time', async () => {
  await engine.query('create table "Odd name" as select g as x from generate_series(1, 1000) g');
  await engine.query('create table other as select g as x from generate_series(1, 900) g');
  await engine.query('create table small as select 1 as x');
  await engine.query('delete from "Odd name" where x <= 500');
  await pass(1);
  expect(await tables()).toMatchObject([{ dead: 500, vacuums: 0 }, { vacuums: 0 }, { vacuums: 0 }]);
  await pass(61);
  expect(await tables()).toMatchObject([
    { name: 'Odd name', dead: 0, vacuums: 1, analyses: 1 },
    { name: 'other', analyses: 0 },
    { name: 'small', analyses: 0 },
  ]);
  await pass(2);
  expect(await tables()).toMatchObject([
    { vacuums: 1 },
    { name: 'other', analyses: 1 },
    { name: 'small', analyses: 0 },
  ]);
  await pass(61);
  expect(await tables()).toMatchObject([{ vacuums: 1 }, { analyses: 1 }, { vacuums: 0, analyses: 0 }]);
});

it('makes a checkpoint some minutes after a write, and none when nothing was written', async () => {
  await pass(2);
  await engine.query('create table note (x int)');
  const first = await checkpoint();
  await pass(60);
  expect(await checkpoint()).toBe(first);
  await pass(300);
  const second = await checkpoint();
  expect(second).not.toBe(first);
  await pass(400);
  expect(await checkpoint()).toBe(second);
});

it('keeps out of an open transaction', async () => {
  await pass(2);
  await engine.query('create table note (x int)');
  const before = await checkpoint();
  await engine.query('begin');
  await pass(600);
  await engine.query('rollback');
  expect(await checkpoint()).toBe(before);
  await pass(2);
  expect(await checkpoint()).not.toBe(before);
});
