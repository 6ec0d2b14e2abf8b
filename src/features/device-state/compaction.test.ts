import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { rounds } from '../../../test/support/rounds.ts';
import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { Compaction, type CompactionPolicy } from './compaction.ts';
import { packDay } from './compaction-store.ts';
import { findNewestValues } from './composite.ts';
import { deleteStates, deleteValues, readDevicesInPartition } from './expiry-store.ts';
import { StateHistory } from './history.ts';
import { StateIngest } from './ingest.ts';
import { listPartitions, partitionMs, StatePartitions } from './partitions.ts';
import { removeStates, removeValues } from './removal-store.ts';
import type { StateItem } from './report.ts';
import { readStates, walkStates } from './store.ts';

const dayMs = 86_400_000;
const now = 2900 * partitionMs + dayMs / 2;
/** Three days that are packed, on both sides of a border between partitions, and today, which is not. */
const firstDay = 2900 * partitionMs - 4 * dayMs;

interface StoredState {
  readonly time: number;
  readonly data: Readonly<Record<string, AttributeValue>>;
}

let folder: string;
let database: Database;
let history: StateHistory;
let nextDevice = 1;
beforeAll(async () => {
  folder = await makeDataFolder();
  const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
  database = await openDatabase({ dataDir: folder, migrationsDir, onFailure: fail });
  const partitions = new StatePartitions({ database, now: () => now, onError: fail });
  await partitions.ensureAroundNow();
  history = new StateHistory({ database, partitions, now: () => now });
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

function fail(error: unknown): never {
  throw error;
}

const never = new AbortController().signal;
const run = (policy: CompactionPolicy): Promise<void> =>
  new Compaction({ database, policy, isReporting: () => false, now: () => now, onError: fail }).run(never);

async function store(deviceRowId: number, states: readonly StoredState[]): Promise<void> {
  const device = {
    deviceRowId,
    attributes: new Map([1, 2, 3].map((key) => [String(key), {}])),
  } as unknown as DeviceProfile;
  await history.store(states.map((state) => ({ ...state, device }) as StateItem));
}

/** All that can be read of a device, by every way of reading. */
async function readAll(deviceRowId: number) {
  const walked: StoredState[] = [];
  for await (const page of walkStates(database, { deviceRowId, start: 0, end: now }, never)) walked.push(...page);
  const pages = [];
  for (const direction of ['asc', 'desc'] as const) {
    for (const limit of [1, 7, 500]) {
      const since = firstDay + dayMs / 3;
      pages.push(await readStates(database, { deviceRowId, since, limit, direction }));
    }
  }
  const ends = [firstDay + dayMs / 2, firstDay + 2 * dayMs, now];
  const newest = await Promise.all(
    ends.map((end) =>
      findNewestValues(database, { deviceRowId, keys: ['1', '2', '3'], start: 0, end, fromStatesOnly: true }),
    ),
  );
  return { walked, pages, newest };
}

async function countRows(table: 'device_state' | 'device_state_chunk', deviceRowId: number): Promise<number> {
  const [row] = await database.query<{ count: number }>({
    sql: `select count(*)::int as count from ${table} where device_row_id = $1`,
    parameters: [deviceRowId],
  });
  return row?.count ?? 0;
}

describe('compact history', () => {
  const time = fc.oneof(
    fc.integer({ min: firstDay, max: firstDay + 4 * dayMs }),
    fc.integer({ min: firstDay + dayMs - 2, max: firstDay + dayMs + 2 }),
    fc.integer({ min: firstDay, max: firstDay + 20 }),
    fc.integer({ min: now - dayMs / 4, max: now }),
  );
  const number = fc.oneof(
    fc.integer(),
    fc.integer({ min: -40_000, max: 40_000 }).map((value) => value / 100),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  );
  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'));
  const data = fc
    .record({ 1: number, 2: text, 3: fc.boolean() }, { requiredKeys: [], noNullPrototype: true })
    .filter((one) => Object.keys(one).length > 0);
  const states = fc.array(fc.record({ time, data }), { minLength: 1, maxLength: 30 });
  const range = fc
    .tuple(time, time)
    .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) }));
  const day = fc.integer({ min: 0, max: 4 }).map((index) => firstDay + index * dayMs);
  const step = fc.oneof(
    states.map((some) => ({ name: 'store', do: (device: number) => store(device, some) })),
    range.map((some) => ({
      name: 'remove states',
      do: (deviceRowId: number) => removeStates(database, { deviceRowId, ...some }, never),
    })),
    range.map((some) => ({
      name: 'remove values',
      do: (deviceRowId: number) => removeValues(database, { deviceRowId, ...some, keys: ['1'] }, never),
    })),
    day.map((from) => ({
      name: 'expire a day',
      do: (deviceRowId: number) => deleteStates(database, { deviceRowId, from, until: from + dayMs }),
    })),
    day.map((from) => ({
      name: 'expire values',
      do: (deviceRowId: number) => deleteValues(database, { deviceRowId, attributeKey: 2, from, until: from + dayMs }),
    })),
  );

  it('reads the same as rows do, whatever is stored late, removed or expired, and after it is undone', async () => {
    await fc.assert(
      fc.asyncProperty(states, fc.array(step, { maxLength: 6 }), async (initial, steps) => {
        const [rows, packed] = [nextDevice, nextDevice + 1];
        nextDevice += 2;
        for (const device of [rows, packed]) await store(device, initial);
        for (const { do: perform } of [{ do: async () => 0 }, ...steps]) {
          await pack(packed);
          await perform(rows);
          await perform(packed);
          expect(await readAll(packed)).toEqual(await readAll(rows));
        }
        await pack(packed);
        expect(await readAll(packed)).toEqual(await readAll(rows));
        await database.query({
          sql: 'select unpack_states(device_row_id, start / 86400000 * 86400000) from device_state_chunk where device_row_id = $1',
          parameters: [packed],
        });
        expect(await countRows('device_state_chunk', packed)).toBe(0);
        expect(await readAll(packed)).toEqual(await readAll(rows));
      }),
      { numRuns: rounds(2, 30) },
    );
  });

  it('makes a packed day rows again a chunk at a time, and not in the transaction that stores a late state', async () => {
    const device = nextDevice;
    nextDevice += 1;
    const count = 6_000;
    await store(
      device,
      Array.from({ length: count }, (_, n) => ({ time: firstDay + n * 1_000, data: { 1: n } })),
    );
    while (!(await packDay(database, { deviceRowId: device, day: firstDay })).isComplete);
    expect(await countRows('device_state_chunk', device)).toBe(3);
    /** Rows that there were before each transaction. */
    const rowsBefore: number[] = [];
    const watched = new Proxy(database, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (name !== 'batch') return typeof value === 'function' ? value.bind(target) : value;
        return async (statements: Parameters<Database['batch']>[0]) => {
          rowsBefore.push(await countRows('device_state', device));
          return target.batch(statements);
        };
      },
    });
    const partitions = new StatePartitions({ database, now: () => now, onError: fail });
    const ingest = new StateIngest({ database: watched, partitions, now: () => now });
    const profile = { deviceRowId: device, attributes: new Map([['1', {}]]) } as unknown as DeviceProfile;
    const report = (time: number) =>
      new Promise<void>((resolve, reject) => {
        const item = { device: profile, time, data: { 1: -1 } } as unknown as StateItem;
        ingest.add(item, (error) => (error === undefined ? resolve() : reject(error)));
      });
    await Promise.all([report(firstDay + 1), report(firstDay + 2)]);
    await ingest.stop();
    expect(rowsBefore).toEqual([0, 2_500, 5_000, count]);
    expect(await countRows('device_state', device)).toBe(count + 2);
  });

  /** Packs one device; the others of the property stay rows. */
  async function pack(deviceRowId: number): Promise<void> {
    for (let start = firstDay; start < now - 1.5 * dayMs; start += dayMs) {
      await packDay(database, { deviceRowId, day: start });
    }
  }

  it('leaves a day as rows that would not read back as it is, and says so', async () => {
    const [zeros, kinds] = [nextDevice, nextDevice + 1];
    nextDevice += 2;
    const insert =
      'insert into device_state (device_row_id, time, data) select $1, $2, data::jsonb from unnest($3::text[]) data';
    // As another program may have written it: JSON knows no difference, and numeric does.
    await database.query({ sql: insert, parameters: [zeros, firstDay, ['{"1": 20.50}']] });
    await database.query({ sql: insert, parameters: [kinds, firstDay, ['{"1": 1}']] });
    await database.query({ sql: insert, parameters: [kinds, firstDay + 1, ['{"1": "one"}']] });
    for (const deviceRowId of [zeros, kinds]) {
      await expect(packDay(database, { deviceRowId, day: firstDay })).rejects.toThrow('cannot be packed');
      expect(await countRows('device_state_chunk', deviceRowId)).toBe(0);
    }
    expect([await countRows('device_state', zeros), await countRows('device_state', kinds)]).toEqual([1, 2]);
    // No other test can pack them either.
    const remove = 'delete from device_state where device_row_id = any($1::bigint[])';
    await database.query({ sql: remove, parameters: [[zeros, kinds]] });
  });

  it('packs a day that is more than one chunk in parts', async () => {
    const device = nextDevice++;
    const insert = `insert into device_state (device_row_id, time, data)
      select $1, $2::bigint + n * 1000, jsonb_build_object('1', n) from generate_series(1, 6000) n`;
    await database.query({ sql: insert, parameters: [device, firstDay] });
    const before = await readAll(device);
    const counts = [];
    for (let count = -1; count !== 0; counts.push(count)) {
      ({ count } = await packDay(database, { deviceRowId: device, day: firstDay }));
    }
    expect(counts).toEqual([2500, 2500, 1000, 0]);
    expect([await countRows('device_state_chunk', device), await countRows('device_state', device)]).toEqual([3, 0]);
    expect(await readAll(device)).toEqual(before);
  });

  it('packs days that have ended long enough ago, gives their space back, and undoes it', async () => {
    const device = nextDevice++;
    const minutes = Array.from({ length: 4 * 1440 }, (_, index) => ({
      time: firstDay + index * 60_000,
      data: { 1: Math.round(Math.sin(index) * 1000) / 100, 2: index % 7 === 0 ? 'idle' : 'nominal', 3: index % 9 > 0 },
    }));
    await store(device, minutes);
    const before = await readAll(device);
    await run('off');
    expect(await countRows('device_state_chunk', device)).toBe(0);
    await run({ afterDays: 2 });
    expect(await countRows('device_state', device)).toBe(2 * 1440);
    await run({ afterDays: 1 });
    expect([await countRows('device_state_chunk', device), await countRows('device_state', device)]).toEqual([3, 1440]);
    expect(await readAll(device)).toEqual(before);
    const [size] = await database.query<{ bytes: number }>({
      sql: 'select sum(pg_column_size(c.*))::int as bytes from device_state_chunk c where device_row_id = $1',
      parameters: [device],
    });
    expect((size?.bytes ?? 0) / (3 * 1440)).toBeLessThan(12);
    const partitions = await listPartitions(database);
    const earlier = partitions.find(({ until }) => until === 2900 * partitionMs);
    if (!earlier) throw new Error('there is no such partition');
    expect((await readDevicesInPartition(database, earlier, 0, 1000)).map((one) => one.deviceRowId)).toContain(device);
    await run('undo');
    expect([await countRows('device_state_chunk', device), await countRows('device_state', device)]).toEqual([0, 5760]);
    expect(await readAll(device)).toEqual(before);
  });
});
