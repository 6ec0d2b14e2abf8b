import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import { type Limit, type LimitName, noLimits } from '../../kernel/limits.ts';
import type { Database } from '../../platform/database/database.ts';
import { openMigratedDatabase } from '../../platform/database/migrated-test-bed.ts';
import { LimitLeases } from './leases.ts';
import { Limits } from './limits.ts';
import { readUse } from './store.ts';

let database: Database;
let opened: Awaited<ReturnType<typeof openMigratedDatabase>>;
let lastApplication = 0;

beforeAll(async () => {
  opened = await openMigratedDatabase();
  ({ database } = opened);
}, 120_000);
afterAll(() => opened.end());

async function makeApplication(): Promise<number> {
  lastApplication += 1;
  const [row] = await database.query<{ application_row_id: number }>({
    sql: `insert into application (id, owner_type, owner_id, name, description, globals, ftue_tracking, endpoint_default_cors,
        created_at, updated_at)
      values ($1, 'user', $2, 'x', '', '[]', '[]', true, now(), now()) returning application_row_id`,
    parameters: [String(lastApplication).padStart(24, '0'), '0'.repeat(24)],
  });
  return row?.application_row_id ?? 0;
}

/** What a server has, with a clock of its own. */
function makeNode(given: Partial<Record<LimitName, Limit>>) {
  const node = { elapsed: 0 };
  const limits = new Limits({
    database,
    settings: { ...noLimits, ...given },
    elapsed: () => node.elapsed,
    onError: (error) => {
      throw error;
    },
  });
  return Object.assign(node, { limits, leases: new LimitLeases({ limits, database, elapsed: () => node.elapsed }) });
}

const daily = (count: number) => ({ statesPerDay: { count, windowMs: 0 } });

it('never gives more than the limit, whichever of several servers is asked how often', async () => {
  const application = await makeApplication();
  const nodes = [makeNode(daily(1000)), makeNode(daily(1000)), makeNode(daily(1000))];
  let taken = 0;
  await Promise.all(
    Array.from({ length: 1500 }, async (_, turn) => {
      const refusal = await nodes[turn % 3]?.leases.take(application, { statesPerDay: 1 });
      if (refusal === undefined) taken += 1;
      else expect(refusal).toMatchObject({ type: 'Throttled' });
    }),
  );
  // What lies idle with the servers is a part of the limit each.
  expect(taken).toBeLessThanOrEqual(1000);
  expect(taken).toBeGreaterThanOrEqual(1000 - 3 * 5);
  expect((await readUse(database.kysely, application)).get('statesPerDay')?.used).toBe(1000);
});

it('asks the database once for many, and not at all where there is no limit', async () => {
  const application = await makeApplication();
  const node = makeNode(daily(100_000));
  expect(await node.leases.take(application, { statesPerDay: 1 })).toBeUndefined();
  for (let turn = 0; turn < 499; turn += 1) expect(node.leases.take(application, { statesPerDay: 1 })).toBeUndefined();
  expect(node.leases.take(application, { statesPerDay: 1 })).toBeInstanceOf(Promise);
  const free = makeNode({});
  await free.limits.of(application);
  expect(free.leases.take(application, { statesPerDay: 10 ** 9 })).toBeUndefined();
});

it('takes of several limits all or nothing', async () => {
  const application = await makeApplication();
  const node = makeNode({ statesPerDay: { count: 10, windowMs: 0 }, storedBytesPerDay: { count: 100, windowMs: 0 } });
  expect(await node.leases.take(application, { statesPerDay: 9, storedBytesPerDay: 90 })).toBeUndefined();
  expect(await node.leases.take(application, { statesPerDay: 1, storedBytesPerDay: 11 })).toBeInstanceOf(AppError);
  expect(await node.leases.take(application, { statesPerDay: 1, storedBytesPerDay: 10 })).toBeUndefined();
  const impossible = await node.leases.take(application, { statesPerDay: 11 });
  expect(impossible).toMatchObject({ type: 'LimitReached' });
});

it('does not ask again in vain, and gives back what was not used', async () => {
  const application = await makeApplication();
  const node = makeNode({ connects: { count: 20, windowMs: 20_000_000 } });
  for (let turn = 0; turn < 20; turn += 1) expect(await node.leases.take(application, { connects: 1 })).toBeUndefined();
  const refused = await node.leases.take(application, { connects: 1 });
  expect(refused).toMatchObject({ type: 'Throttled', retryAfter: expect.any(Number) });
  expect(refused?.retryAfter).toBeGreaterThan(900);
  expect(node.leases.take(application, { connects: 1 })).toBeInstanceOf(AppError);
  // By its own clock the time has come; by the database's it has not.
  node.elapsed += 1_100_000;
  expect(await node.leases.take(application, { connects: 1 })).toBeInstanceOf(AppError);

  const other = makeNode(daily(10_000));
  await other.leases.take(application, { statesPerDay: 3 });
  expect((await readUse(database.kysely, application)).get('statesPerDay')?.used).toBe(50);
  await other.leases.stop();
  expect((await readUse(database.kysely, application)).get('statesPerDay')?.used).toBe(3);
});

it('gives a rate all or nothing, and gives it back with the transaction', async () => {
  const application = await makeApplication();
  const { limits } = makeNode({ commands: { count: 3, windowMs: 3_000_000 } });
  const uses: number[] = [];
  const take = (amount: number) =>
    limits.take(database.kysely, application, 'commands', { amount, onUse: ({ remaining }) => uses.push(remaining) });
  await take(2);
  await expect(take(2)).rejects.toMatchObject({ type: 'Throttled', retryAfter: expect.any(Number) });
  await take(1);
  await expect(take(1)).rejects.toMatchObject({ type: 'Throttled' });
  expect(uses).toEqual([1, 1, 0, 0]);
});

it('gives a rate back at once when the clock of the database was put back', async () => {
  const applicationRowId = await makeApplication();
  const events = { count: 10, windowMs: 10_000 };
  const { limits } = makeNode({ events });
  const take = () => limits.take(database.kysely, applicationRowId, 'events', { amount: 10 });
  await take();
  await expect(take()).rejects.toMatchObject({ type: 'Throttled' });
  await database.query({
    sql: `update limit_use set full_at = full_at + interval '1 day' where application_row_id = $1`,
    parameters: [applicationRowId],
  });
  expect((await readUse(database.kysely, applicationRowId)).get('events')?.msUntilFull).toBeGreaterThan(10_000);
  await take();
  await expect(take()).rejects.toMatchObject({ type: 'Throttled', retryAfter: 10 });
});
