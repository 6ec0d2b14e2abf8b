import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { publicRelay } from '../../kernel/relay.ts';
import type { Database } from '../../platform/database/database.ts';
import { currentLane, type Lane } from '../../platform/database/lane.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { Dispatcher } from './dispatcher.ts';
import { type PlannedRun, Planner } from './planner.ts';
import { Settlement } from './settlement.ts';

const ownerId = '0123456789abcdef01234567';
const lane: Lane = { owner: ownerId, name: '0123456789abcdef01234568' };

let folder: string;
let database: Database;
let applicationRowId: number;
const errors: unknown[] = [];
const onError = (error: unknown): void => {
  errors.push(error);
};

beforeAll(async () => {
  folder = await makeDataFolder();
  database = await openDatabase({
    dataDir: folder,
    migrationsDir: fileURLToPath(new URL('../../../migrations', import.meta.url)),
    onFailure: onError,
  });
  const { rows } = await sql<{ id: number }>`
    insert into application (id, owner_type, owner_id, name, created_at, updated_at)
      values (${lane.name}, 'user', ${ownerId}, 'Plant', now(), now())
      returning application_row_id as id`.execute(database.kysely);
  applicationRowId = rows[0]?.id ?? 0;
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** Plans as many runs for each occurrence. */
class ManyRuns extends Planner {
  readonly lanes: (Lane | undefined)[] = [];
  readonly #count: number;

  constructor(count: number) {
    super({ lookup: undefined as never, directory: undefined as never, onUnjudged: async () => undefined });
    this.#count = count;
  }

  override async plan(...[application, occurrence]: Parameters<Planner['plan']>): Promise<PlannedRun[]> {
    this.lanes.push(currentLane());
    const trigger = { type: 'virtualButton', key: 'k', flowId: 'f', runtime: {} } as unknown as PlannedRun['trigger'];
    const run = { version: undefined, evenDisabled: false, device: undefined, order: undefined, isLatest: false };
    return Array.from({ length: this.#count }, (_, index) => ({
      ...run,
      runId: index === 0 ? occurrence.id : `${occurrence.id}/${index}`,
      ...{ application, occurrence, trigger },
    }));
  }
}

it('holds no more of large payloads than its bytes, runs all of them, and does it in turns with others', async () => {
  const count = 60;
  const text = 'x'.repeat(200_000);
  const planner = new ManyRuns(1);
  const lanes: (Lane | undefined)[] = [];
  const ended: string[] = [];
  const atLeastOne = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  const dispatcher = new Dispatcher({
    database,
    planner,
    settlement: new Settlement({ database, onError }),
    bounds: { running: 2, runningPerFlow: 2, startsPerSecond: 10_000 },
    execute: async ({ runId }) => {
      lanes.push(currentLane());
      atLeastOne.resolve();
      await gate.promise;
      ended.push(runId);
      if (ended.length === count) all.resolve();
      return { kind: 'ended', settled: 'succeeded' };
    },
    dead: () => 'succeeded',
    now: Date.now,
    elapsed: () => performance.now(),
    onError,
  });
  const occurrences = Array.from({ length: count }, (_, index) => ({
    ...{ id: `run-${String(index).padStart(2, '0')}`, kind: 'virtualButton' as const, time: 0, relay: publicRelay },
    data: { text },
  }));
  await inTransaction(database, (tx) => dispatcher.storeAll(tx, applicationRowId, occurrences));
  await dispatcher.start();
  await atLeastOne.promise;
  // 4 MiB are 21 of them; it had all 60 before, 12 MB.
  expect(dispatcher.size).toBeLessThanOrEqual(22);
  gate.resolve();
  await all.promise;
  await dispatcher.stop(Promise.resolve());
  expect(ended).toEqual(occurrences.map(({ id }) => id));
  expect(new Set([...lanes, ...planner.lanes].map((each) => JSON.stringify(each)))).toEqual(
    new Set([JSON.stringify(lane)]),
  );
  const left = await database.query({ sql: 'select 1 from workflow_occurrence' });
  expect([left, errors]).toEqual([[], []]);
});

it('holds no more than 10,000 runs of what starts very many, and runs all of them', async () => {
  const [each, count] = [500, 40];
  const atLeastOne = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  const ended: string[] = [];
  let most = 0;
  const dispatcher: Dispatcher = new Dispatcher({
    database,
    planner: new ManyRuns(each),
    settlement: new Settlement({ database, onError }),
    bounds: { running: 50, runningPerFlow: 50, startsPerSecond: 1_000_000 },
    execute: async ({ runId }) => {
      atLeastOne.resolve();
      await gate.promise;
      most = Math.max(most, dispatcher.size);
      ended.push(runId);
      if (ended.length === each * count) all.resolve();
      return { kind: 'ended', settled: 'succeeded' };
    },
    dead: () => 'succeeded',
    now: Date.now,
    elapsed: () => performance.now(),
    onError,
  });
  const occurrences = Array.from({ length: count }, (_, index) => ({
    ...{ id: `many-${String(index).padStart(2, '0')}`, kind: 'virtualButton' as const, time: 0, relay: publicRelay },
    data: {},
  }));
  await inTransaction(database, (tx) => dispatcher.storeAll(tx, applicationRowId, occurrences));
  await dispatcher.start();
  await atLeastOne.promise;
  gate.resolve();
  await all.promise;
  await dispatcher.stop(Promise.resolve());
  // The bound, and what the row that goes beyond it starts.
  expect(most).toBeLessThanOrEqual(10_000 + each + 50);
  expect(ended.filter((id) => !id.includes('/'))).toEqual(occurrences.map(({ id }) => id));
  expect(new Set(ended).size).toBe(each * count);
  const left = await database.query({ sql: 'select 1 from workflow_occurrence' });
  expect([left, errors]).toEqual([[], []]);
});
