import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publicRelay } from '../../kernel/relay.ts';
import type { Database } from '../../platform/database/database.ts';
import { currentLane, type Lane } from '../../platform/database/lane.ts';
import { openMigratedDatabase } from '../../platform/database/migrated-test-bed.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Occurrence } from './occurrence.ts';
import { finishedStatement, insertOccurrences, takeRows, takeTurns } from './occurrence-store.ts';
import { type PlannedRun, Planner } from './planner.ts';
import { RunPace } from './run-pace.ts';
import { Settlement } from './settlement.ts';

const ownerId = '0123456789abcdef01234567';
const lane: Lane = { owner: ownerId, name: '0123456789abcdef01234568' };

let opened: Awaited<ReturnType<typeof openMigratedDatabase>>;
let database: Database;
let applicationRowId: number;
const errors: unknown[] = [];
const onError = (error: unknown): void => {
  errors.push(error);
};

beforeAll(async () => {
  opened = await openMigratedDatabase();
  ({ database } = opened);
  const { rows } = await sql<{ id: number }>`
    insert into application (id, owner_type, owner_id, name, created_at, updated_at)
      values (${lane.name}, 'user', ${ownerId}, 'Plant', now(), now())
      returning application_row_id as id`.execute(database.kysely);
  applicationRowId = rows[0]?.id ?? 0;
});
afterAll(() => opened.end());

/** Plans as many runs for each occurrence. */
class ManyRuns extends Planner {
  readonly lanes: (Lane | undefined)[] = [];
  readonly #count: number;
  readonly #order: string | undefined;

  /** @param order key of all runs; left out: none */
  constructor(count: number, order?: string) {
    super({ lookup: undefined as never, directory: undefined as never, onUnjudged: async () => undefined });
    this.#count = count;
    this.#order = order;
  }

  override async plan(...[application, occurrence]: Parameters<Planner['plan']>): Promise<PlannedRun[]> {
    this.lanes.push(currentLane());
    const trigger = { type: 'virtualButton', key: 'k', flowId: 'f', runtime: {} } as unknown as PlannedRun['trigger'];
    const run = { version: undefined, evenDisabled: false, device: undefined, order: this.#order, isLatest: false };
    return Array.from({ length: this.#count }, (_, index) => ({
      ...run,
      runId: index === 0 ? occurrence.id : `${occurrence.id}/${index}`,
      ...{ application, occurrence, trigger },
    }));
  }
}

function makeDispatcher(
  planner: Planner,
  execute: (planned: PlannedRun, attempt: number) => Promise<void>,
): Dispatcher {
  return new Dispatcher({
    ...{ database, planner },
    settlement: new Settlement({ database, onError }),
    bounds: { running: 2, runningPerFlow: 2, startsPerSecond: 10_000 },
    pace: new RunPace(() => performance.now()),
    execute: async (...run) => {
      await execute(...run);
      return { kind: 'ended', settled: 'succeeded' };
    },
    dead: () => 'succeeded',
    elapsed: () => performance.now(),
    onError,
  });
}

const press = (id: string, data: unknown = {}): Occurrence => ({
  ...{ id, kind: 'virtualButton', time: 0, relay: publicRelay, data },
});
const left = () => database.query({ sql: 'select 1 from workflow_occurrence' });

it('holds no more of large payloads than its bytes, runs all of them, and does it in turns with others', async () => {
  const count = 60;
  const text = 'x'.repeat(200_000);
  const planner = new ManyRuns(1);
  const lanes: (Lane | undefined)[] = [];
  const ended: string[] = [];
  const atLeastOne = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  const dispatcher = makeDispatcher(planner, async ({ runId }) => {
    lanes.push(currentLane());
    atLeastOne.resolve();
    await gate.promise;
    ended.push(runId);
    if (ended.length === count) all.resolve();
  });
  const occurrences = Array.from({ length: count }, (_, index) =>
    press(`run-${String(index).padStart(2, '0')}`, { text }),
  );
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
  expect([await left(), errors]).toEqual([[], []]);
});

it('goes on in the middle of rows that several share, in their order, with attempts of each', async () => {
  const ids = Array.from({ length: 70 }, (_, index) => `run-${String(index).padStart(2, '0')}`);
  await insertOccurrences(
    database.kysely,
    ids.map((id) => ({ applicationRowId, occurrence: press(id) })),
  );
  // A server takes them, ends two of the runs, and dies.
  await takeTurns(database, 'dead', [applicationRowId]);
  const wanted = [{ applicationRowId, limit: 100, maxBytes: 1_000_000 }];
  const rows = await takeRows(database, { owner: 'dead', wanted, held: [] });
  expect(rows.map(({ size }) => size)).toEqual([64, 6]);
  const [row] = rows as [(typeof rows)[0]];
  await database.query(finishedStatement(['run-03', 'run-05'].map((runId) => ({ row, runId }))));
  // What comes after that goes behind.
  await insertOccurrences(database.kysely, [{ applicationRowId, occurrence: press('later') }]);

  const begun: string[] = [];
  const all = Promise.withResolvers<void>();
  const dispatcher = makeDispatcher(new ManyRuns(1, 'device'), async ({ runId }, attempt) => {
    begun.push(`${runId} ${attempt}`);
    if (begun.length === 69) all.resolve();
  });
  await dispatcher.start();
  await all.promise;
  await dispatcher.stop(Promise.resolve());
  const repeated = ids.filter((id) => id !== 'run-03' && id !== 'run-05').map((id) => `${id} 2`);
  expect(begun).toEqual([...repeated, 'later 1']);
  expect([await left(), errors]).toEqual([[], []]);
});

it('holds no more than 10,000 runs of what starts very many, and runs all of them', async () => {
  const [each, count] = [500, 40];
  const atLeastOne = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  const ended: string[] = [];
  let most = 0;
  const dispatcher = makeDispatcher(new ManyRuns(each), async ({ runId }) => {
    atLeastOne.resolve();
    await gate.promise;
    most = Math.max(most, dispatcher.size);
    ended.push(runId);
    if (ended.length === each * count) all.resolve();
  });
  const occurrences = Array.from({ length: count }, (_, index) => press(`many-${String(index).padStart(2, '0')}`));
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
  expect([await left(), errors]).toEqual([[], []]);
});
