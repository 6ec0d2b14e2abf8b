import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { rounds } from '../../../test/support/rounds.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { packDay } from './compaction-store.ts';
import { StateIngest } from './ingest.ts';
import { StatePartitions } from './partitions.ts';
import { removeStates } from './removal-store.ts';
import type { StateItem } from './report.ts';
import { readLastValues, settleLastValues } from './store.ts';

const now = 2900 * 7 * 86_400_000;

let folder: string;
let database: Database;
let ingest: StateIngest;
let nextDevice = 1;
beforeAll(async () => {
  folder = await makeDataFolder();
  const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
  database = await openDatabase({ dataDir: folder, migrationsDir, onFailure: fail });
  const partitions = new StatePartitions({ database, now: () => now, onError: fail });
  await partitions.ensureAroundNow();
  ingest = new StateIngest({ database, partitions, now: () => now });
});
afterAll(async () => {
  await ingest?.stop();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

function fail(error: unknown): never {
  throw error;
}

const never = new AbortController().signal;
const attributes = new Map(['1', '2', '3'].map((key) => [`a${key}`, { key }]));

function makeItem(deviceRowId: number, time: number, data: StateItem['data']): StateItem {
  const device = { deviceRowId, applicationRowId: 1, attributes } as unknown as DeviceProfile;
  return { device, time: now + time, data, named: {}, source: 'device.mqtt', arrivedAt: now };
}

/** All in one commit, as they wait for it together. */
function commit(items: readonly StateItem[]): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let open = items.length;
  for (const item of items) {
    ingest.add(item, (error) => {
      if (error !== undefined) reject(error as Error);
      open -= 1;
      if (open === 0) resolve();
    });
  }
  return promise;
}

type Values = Record<string, { t: number; v: unknown }>;

async function readLast(deviceRowId: number): Promise<Values> {
  return (await readLastValues(database, [deviceRowId]))[0]?.data ?? {};
}

it('has after each commit what a replay of all states in the order of time has', async () => {
  const report = fc.record({
    device: fc.nat({ max: 2 }),
    time: fc.integer({ min: 1, max: 30 }),
    data: fc.oneof(
      fc.dictionary(fc.constantFrom('1', '2', '3'), fc.integer(), { minKeys: 1 }),
      fc.record({ 1: fc.integer(), 2: fc.string({ unit: 'grapheme-ascii' }), 3: fc.boolean() }),
    ),
  });
  const commits = fc.array(
    fc.record({ reports: fc.array(report, { minLength: 1, maxLength: 6 }), isRead: fc.boolean() }),
    { minLength: 1, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(commits, async (some) => {
      const first = nextDevice;
      nextDevice += 3;
      const expected: Values[] = [{}, {}, {}];
      for (const { reports, isRead } of some) {
        await commit(
          reports.map(({ device, time, data }) => makeItem(first + device, time, data as StateItem['data'])),
        );
        for (const { device, time, data } of reports) {
          const values = expected[device] as Values;
          for (const [key, v] of Object.entries(data)) {
            if (!values[key] || values[key].t <= now + time) values[key] = { t: now + time, v };
          }
        }
        if (isRead) expect(await Promise.all([0, 1, 2].map((at) => readLast(first + at)))).toEqual(expected);
      }
      expect(await Promise.all([0, 1, 2].map((at) => readLast(first + at)))).toEqual(expected);
    }),
    { numRuns: rounds(20, 200) },
  );
});

it('takes older reports where the newest one has been removed before anything was derived from it', async () => {
  const device = nextDevice++;
  await commit([makeItem(device, 1, { 1: 1, 2: 1, 3: 1 })]);
  await commit([makeItem(device, 2, { 1: 2, 2: 2, 3: 2 })]);
  await removeStates(database, { deviceRowId: device, start: now + 2, end: now + 2 }, never);
  expect(await readLast(device)).toEqual({ 1: { t: now + 1, v: 1 }, 2: { t: now + 1, v: 1 }, 3: { t: now + 1, v: 1 } });
});

it('derives them of a day that is packed in the same moment', async () => {
  const device = nextDevice++;
  await commit([makeItem(device, 1, { 1: 1, 2: 1 })]);
  await commit([makeItem(device, 2, { 2: 2 })]);
  const day = Math.floor(now / 86_400_000) * 86_400_000;
  expect(await packDay(database, { deviceRowId: device, day })).toEqual({ count: 2, isComplete: true });
  expect(await readLast(device)).toEqual({ 1: { t: now + 1, v: 1 }, 2: { t: now + 2, v: 2 } });
});

it('reads what is derived already where PostgreSQL takes no changes', async () => {
  const device = nextDevice++;
  await commit([makeItem(device, 1, { 1: 1 })]);
  await readLast(device);
  await commit([makeItem(device, 2, { 1: 2 })]);
  await database.query({ sql: 'set default_transaction_read_only = on' });
  try {
    expect(await readLast(device)).toEqual({ 1: { t: now + 1, v: 1 } });
  } finally {
    await database.query({ sql: 'set default_transaction_read_only = off' });
  }
  expect(await readLast(device)).toEqual({ 1: { t: now + 2, v: 2 } });
});

it('settles more devices than one step takes, and leaves nothing behind', async () => {
  const first = nextDevice;
  nextDevice += 1201;
  const devices = Array.from({ length: 1201 }, (_, index) => first + index);
  await commit(devices.map((device) => makeItem(device, 5, { 1: device, 2: true, 3: 'x' })));
  await settleLastValues(database);
  const rows = await database.query<{ count: number }>({
    sql: `select count(*) from device_last_value where device_row_id between $1 and $2 and (data -> '1' ->> 'v')::bigint = device_row_id`,
    parameters: [first, first + 1200],
  });
  expect(rows[0]?.count).toBe(1201);
  expect(await database.query({ sql: 'select from device_last_value_journal' })).toEqual([]);
});
