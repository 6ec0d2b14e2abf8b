import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { openMigratedDatabase } from '../../platform/database/migrated-test-bed.ts';
import { type DayClaim, dayQueue } from './day-queue.ts';
import { cancelDay, finishDay, type Priority, requestDays, retryFailedDays, saveProgress } from './job-store.ts';

const dayMs = 24 * 3_600_000;
const now = new Date('2024-02-01T12:00:00Z');

let opened: Awaited<ReturnType<typeof openMigratedDatabase>>;
let database: Database;

beforeAll(async () => {
  opened = await openMigratedDatabase();
  ({ database } = opened);
}, 120_000);
afterAll(() => opened.end());
beforeEach(async () => {
  await database.query({ sql: 'delete from application' });
});

async function makeApplication(name: string): Promise<number> {
  const [row] = await database.query<{ application_row_id: number }>({
    sql: `insert into application (id, owner_type, owner_id, name, created_at, updated_at)
      values ($1, 'user', 'u', $1, now(), now()) returning application_row_id`,
    parameters: [name],
  });
  return row?.application_row_id ?? 0;
}

const request = (applicationRowId: number, days: number[], priority: Priority) =>
  requestDays(database.kysely, { applicationRowId, days: days.map((day) => day * dayMs), priority, now });
const claim = (at = now) => dayQueue.claimNext(database.kysely, { token: crypto.randomUUID(), now: at });
const take = async (at = now): Promise<DayClaim> => {
  const taken = await claim(at);
  if (!taken) throw new Error('nothing to claim');
  return taken;
};
const finish = async (taken: DayClaim): Promise<void> => {
  await saveProgress(database.kysely, taken, { state: 'uploaded', devicesDone: 0, devicesTotal: 0, now });
  expect(await finishDay(database.kysely, taken, now)).toBe(true);
};
const named = ({ applicationId, day }: DayClaim): string => `${applicationId} ${day / dayMs}`;

it('takes turns between applications, so that a long backfill starves nobody', async () => {
  const [big, small] = [await makeApplication('big'), await makeApplication('small')];
  await request(big, [1, 2, 3, 4, 5], 'backfill');
  await request(small, [8, 9], 'backfill');
  const order: string[] = [];
  for (let turn = 0; turn < 7; turn += 1) {
    const taken = await take();
    order.push(named(taken));
    await finish(taken);
  }
  expect(order).toEqual(['big 1', 'small 8', 'big 2', 'small 9', 'big 3', 'big 4', 'big 5']);
  expect(await claim()).toBeUndefined();
});

it('takes the night’s day first, then one that was asked for, then a backfill', async () => {
  const key = await makeApplication('one');
  await request(key, [1, 2, 3], 'backfill');
  await request(key, [3], 'requested');
  await request(key, [9], 'nightly');
  const order: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const taken = await take();
    order.push(named(taken));
    await finish(taken);
  }
  expect(order).toEqual(['one 9', 'one 3', 'one 1', 'one 2']);
});

it('runs one day of an application at a time, and each day once', async () => {
  const [one, two] = [await makeApplication('one'), await makeApplication('two')];
  await request(one, [1, 2], 'backfill');
  await request(two, [1], 'backfill');
  expect(named(await take())).toBe('one 1');
  expect(named(await take())).toBe('two 1');
  expect(await claim()).toBeUndefined();
  await request(one, [1], 'requested');
  expect(await claim()).toBeUndefined();
});

it('gives a day whose holder is gone to another, and lets the former one change nothing', async () => {
  const key = await makeApplication('one');
  await request(key, [1], 'backfill');
  const dead = await take();
  await database.query({ sql: `update archive_day set lease_until = now() - interval '1 second'` });
  const heir = await take();
  expect(heir).toMatchObject({ day: dead.day, attempts: 2, run: dead.run });
  expect(await dayQueue.renew(database.kysely, dead)).toBe(false);
  expect(await saveProgress(database.kysely, dead, { state: 'uploaded', devicesDone: 1, devicesTotal: 1, now })).toBe(
    false,
  );
  expect(await finishDay(database.kysely, dead, now)).toBe(false);
  await dayQueue.release(database.kysely, dead);
  expect(await dayQueue.renew(database.kysely, heir)).toBe(true);
  await finish(heir);
});

it('never verifies what was not uploaded', async () => {
  const key = await makeApplication('one');
  await request(key, [1], 'backfill');
  const taken = await take();
  expect(await finishDay(database.kysely, taken, now)).toBe(false);
});

it('holds an application’s days back while its target fails, and not those of others', async () => {
  const [one, two] = [await makeApplication('one'), await makeApplication('two')];
  await request(one, [1, 2, 3], 'backfill');
  const failing = await take();
  const retryAt = new Date(now.getTime() + 60_000);
  await dayQueue.retry(database.kysely, failing, { error: 'no network', retryAt, holdOthers: true, now });
  expect(await claim()).toBeUndefined();
  await request(two, [1], 'backfill');
  expect(named(await take())).toBe('two 1');
  expect(named(await take(retryAt))).toBe('one 1');
});

it('lets go of waiting when the configuration changes', async () => {
  const key = await makeApplication('one');
  await request(key, [1], 'backfill');
  const retryAt = new Date(now.getTime() + 60_000);
  await dayQueue.retry(database.kysely, await take(), { error: 'no', retryAt, holdOthers: true, now });
  expect(await claim()).toBeUndefined();
  await retryFailedDays(database.kysely, 'one', now);
  expect(named(await take())).toBe('one 1');
});

it('cancels what has not ended, whoever holds it', async () => {
  const key = await makeApplication('one');
  await request(key, [1], 'backfill');
  const taken = await take();
  const job = { applicationRowId: key, id: taken.id, now };
  expect(await cancelDay(database.kysely, { ...job, applicationRowId: key + 1 })).toBe(false);
  expect(await cancelDay(database.kysely, job)).toBe(true);
  expect(await dayQueue.renew(database.kysely, taken)).toBe(false);
  expect(await cancelDay(database.kysely, job)).toBe(false);
  expect(await claim()).toBeUndefined();
});

it('starts a verified day over when it is asked for again, but not one that retention has taken from', async () => {
  const key = await makeApplication('one');
  await request(key, [1, 2], 'backfill');
  await finish(await take());
  await finish(await take());
  await database.query({ sql: 'update archive_day set thinned = true where day = $1', parameters: [2 * dayMs] });
  await request(key, [1, 2], 'nightly');
  expect(await claim()).toBeUndefined();
  await request(key, [1, 2], 'backfill');
  expect(await take()).toMatchObject({ day: dayMs, run: 2, attempts: 1 });
  expect(await claim()).toBeUndefined();
});
