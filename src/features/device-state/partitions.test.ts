import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { StateHistory } from './history.ts';
import { listPartitions, partitionMs, StatePartitions } from './partitions.ts';

const fail = (error: unknown): never => {
  throw error;
};
const now = Date.UTC(2026, 10, 1);
/** Within the year that has a partition for each week, and before it. */
const thisWeek = Math.floor(now / partitionMs) * partitionMs;
const oldBefore = thisWeek - 52 * partitionMs;
const yearMs = 52 * partitionMs;

let folder: string;
let database: Database;
let partitions: StatePartitions;

beforeAll(async () => {
  folder = await makeDataFolder();
  const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
  database = await openDatabase({ dataDir: folder, migrationsDir, onFailure: fail });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  for (const { name } of await listPartitions(database)) await database.script(`drop table ${name}`);
  partitions = new StatePartitions({ database, now: () => now, onError: fail });
  await partitions.ensureAroundNow();
});

/** What former versions made: a week each, whatever its age. */
async function makeWeek(from: number): Promise<void> {
  await database.script(
    `create table device_state_${from / partitionMs} partition of device_state for values from (${from}) to (${from + partitionMs})`,
  );
}
const history = (): StateHistory => new StateHistory({ database, partitions, now: () => now });
const states = (times: readonly number[]) =>
  times.map(
    (time) => ({ device: { deviceRowId: 1, attributes: new Map([['level', {}]]) }, time, data: { 1: time } }) as never,
  );
const storedTimes = async (): Promise<number[]> =>
  (await database.query<{ time: number }>({ sql: 'select time from device_state order by time' })).map(
    ({ time }) => time,
  );

it('keeps 27 years of history in a partition for each 52 weeks, and what devices report in one for each week', async () => {
  const before = (await listPartitions(database)).length;
  const times: number[] = [];
  for (let time = Date.UTC(2000, 0, 1); time < now; time += 3.5 * partitionMs) times.push(time);
  await history().store(states(times));
  const all = await listPartitions(database);
  expect(all.length).toBeLessThanOrEqual(before + 27 + 52);
  const old = all.filter(({ until }) => until <= oldBefore);
  expect(old.length).toBeLessThanOrEqual(27);
  const recent = all.filter(({ from }) => from >= oldBefore);
  expect(recent.every(({ from, until }) => until - from === partitionMs)).toBe(true);
  expect(old.length + recent.length).toBe(all.length);
  expect(await storedTimes()).toEqual(times);
});

it('leaves the partitions of former versions where they are, and fills the time between them', async () => {
  const block = Math.floor(Date.UTC(2010, 0, 1) / yearMs) * yearMs;
  await makeWeek(block + 3 * partitionMs);
  await makeWeek(block + 10 * partitionMs);
  const times = [0, 3, 4, 10, 11, 51].map((week) => block + week * partitionMs + 5);
  await history().store(states(times));
  const made = (await listPartitions(database)).filter(({ from }) => from >= block && from < block + yearMs);
  expect(made.map(({ from, until }) => [(from - block) / partitionMs, (until - block) / partitionMs])).toEqual([
    [0, 3],
    [3, 4],
    [4, 10],
    [10, 11],
    [11, 52],
  ]);
  expect(await storedTimes()).toEqual(expect.arrayContaining(times));
});

it('puts weeks that are long past together, and keeps every state', async () => {
  const block = Math.floor(Date.UTC(2012, 0, 1) / yearMs) * yearMs;
  const times: number[] = [];
  // A gap, a border between two blocks, and the first and the last of each.
  for (const week of [0, 1, 2, 3, 5, 50, 51, 52, 53, 103]) {
    await makeWeek(block + week * partitionMs);
    times.push(block + week * partitionMs, block + (week + 1) * partitionMs - 1);
  }
  await history().store(states(times));
  await partitions.merge();
  const merged = (await listPartitions(database)).filter(({ until }) => until <= oldBefore);
  expect(merged.map(({ from, until }) => [from, until])).toEqual([
    [block, block + yearMs],
    [block + yearMs, block + 2 * yearMs],
  ]);
  expect(await storedTimes()).toEqual(times);
  // A state that is there is merged with, as ever, and one between them has its place.
  await history().store(states([block, block + 20 * partitionMs]));
  expect(await storedTimes()).toHaveLength(times.length + 1);
  const recent = await listPartitions(database);
  await partitions.merge();
  expect(await listPartitions(database)).toEqual(recent);
});

it('makes one partition when two servers ask for the same time with clocks that differ by weeks', async () => {
  const early = new StatePartitions({ database, now: () => now - 20 * partitionMs, onError: fail });
  const late = new StatePartitions({ database, now: () => now, onError: fail });
  const time = oldBefore - 10 * partitionMs;
  await Promise.all([early.ensureTimes([time, time + partitionMs]), late.ensureTimes([time, time + partitionMs])]);
  const covering = (await listPartitions(database)).filter(({ from, until }) => from <= time && until > time);
  expect(covering).toHaveLength(1);
});
