import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { publicRelay } from '../../kernel/relay.ts';
import type { Database } from '../../platform/database/database.ts';
import { openMigratedDatabase } from '../../platform/database/migrated-test-bed.ts';
import type { RunOutcome } from './interpreter/host.ts';
import type { Occurrence } from './occurrence.ts';
import { endLeases, hasMoreWaiting, insertOccurrences, markBegun, takeRows, takeTurns } from './occurrence-store.ts';
import type { RunningRun } from './run-executor.ts';
import { RunLog } from './run-log.ts';
import { pruneRuns, readRecent } from './run-queries.ts';
import { type FailedRun, insertFailedStatement } from './run-store.ts';

let opened: Awaited<ReturnType<typeof openMigratedDatabase>>;
let database: Database;
let applicationRowId: number;

beforeAll(async () => {
  opened = await openMigratedDatabase();
  ({ database } = opened);
  const { rows } = await sql<{ id: number }>`
    insert into application (id, owner_type, owner_id, name, created_at, updated_at)
      values ('0123456789abcdef01234567', 'user', '0123456789abcdef01234567', 'Plant', now(), now())
      returning application_row_id as id`.execute(database.kysely);
  applicationRowId = rows[0]?.id ?? 0;
});
afterAll(() => opened.end());
beforeEach(() => database.script('delete from workflow_occurrence; delete from workflow_turn;'));

const occurrence = (id: string): Occurrence => ({ id, kind: 'state', time: 0, relay: publicRelay, data: {} });

/** What a server does that starts and dies: takes the application's turn and what waits in it. */
async function takeOver(owner: string) {
  await endLeases(database);
  expect(await takeTurns(database, owner, [applicationRowId])).toEqual([applicationRowId]);
  return takeRows(database, { owner, wanted: [{ applicationRowId, limit: 10, maxBytes: 1_000_000 }], held: [] });
}

it('uses up the attempts of what was begun, and none of what only waited behind it', async () => {
  for (const id of ['a', 'b'])
    await insertOccurrences(database.kysely, [{ applicationRowId, occurrence: occurrence(id) }]);
  const attempts: number[][] = [];
  for (const owner of ['one', 'two', 'three', 'four', 'five', 'six']) {
    const rows = await takeOver(owner);
    attempts.push(rows.map((row) => row.attempts));
    await markBegun(database, { applicationRowId, rowId: rows[0]?.rowId ?? 0 });
  }
  // Whoever dies first has not noted anything: both may have been begun.
  expect(attempts).toEqual([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
    [5, 1],
  ]);
});

it('says whether so much waits in an application', async () => {
  for (const id of ['a', 'b'])
    await insertOccurrences(database.kysely, [{ applicationRowId, occurrence: occurrence(id) }]);
  expect(await hasMoreWaiting(database, applicationRowId, 2)).toBe(true);
  expect(await hasMoreWaiting(database, applicationRowId, 3)).toBe(false);
});

const run = (flowRowId: number, triggerId: string, runId: string): RunningRun =>
  ({
    planned: {
      runId,
      application: { applicationRowId },
      trigger: { type: 'virtualButton', key: triggerId },
      occurrence: occurrence(runId),
    },
    flow: { flowRowId, version: 'develop' },
    attempt: 1,
    startedAt: Date.now(),
  }) as unknown as RunningRun;
const outcome = (error?: string): RunOutcome =>
  ({
    status: error === undefined ? 'succeeded' : 'failed',
    pathsCompleted: 1,
    pathsFailed: 0,
    ...(error === undefined ? {} : { error: { error: { name: 'Error', message: error } } }),
  }) as RunOutcome;

it('keeps the numbers of all workflows but the one of which something cannot be stored', async () => {
  const errors: unknown[] = [];
  const log = new RunLog({ database, onError: (error) => errors.push(error) });
  for (const runId of ['first', 'second']) {
    log.add(run(1, 'button', `${runId}\u0000`), outcome(), Date.now());
    log.add(run(2, 'button', runId), outcome(), Date.now());
    await log.flush();
  }
  expect(errors).toHaveLength(1);
  const recent = JSON.parse(await readRecent(database.kysely, 2)) as { id: string }[];
  expect(recent.map(({ id }) => id)).toEqual(['second', 'first']);
});

it('keeps what ran and failed by texts that the database does not hold', async () => {
  const log = new RunLog({ database, onError: (error) => expect.fail(String(error)) });
  for (const runId of ['first', 'second']) {
    log.add(run(4, 'a\u0000b', runId), outcome(), Date.now());
    log.add(run(4, 'button', runId), outcome('\ud83d\u0000'), Date.now());
    await log.flush();
  }
  const recent = JSON.parse(await readRecent(database.kysely, 4)) as { triggerId: string }[];
  expect(recent.map(({ triggerId }) => triggerId)).toEqual(['a\ufffdb', 'a\ufffdb']);
});

it('counts how often an error came, in whatever it was written', async () => {
  const log = new RunLog({ database, onError: (error) => expect.fail(String(error)) });
  for (const message of ['away', 'away', 'late']) {
    log.add(run(3, 'button', 'x'), outcome(message), Date.now());
    await log.flush();
  }
  const { rows } = await sql<{ errors: string }>`
    select errors from workflow_minute where flow_row_id = 3`.execute(database.kysely);
  const sums: Record<string, number> = {};
  for (const { errors } of rows) {
    for (const [name, count] of Object.entries(JSON.parse(errors) as Record<string, number>)) {
      sums[name] = (sums[name] ?? 0) + count;
    }
  }
  expect(sums).toEqual({ 'Error: away': 2, 'Error: late': 1 });
});

it('keeps a thousand failures of each flow, the newest, and none for longer than two weeks', async () => {
  const endedAt = new Date(1_000_000_000_000);
  const fail = (flowRowId: number, count: number, from: number): FailedRun[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ id: `${flowRowId}-${from + index}`, applicationRowId, flowRowId, flowVersion: 'develop', status: 'failed' },
      ...{ triggerType: 'virtualButton', triggerId: 'x', replayOf: null, attempts: 1, startedAt: endedAt, endedAt },
      ...{ pathsCompleted: 0, pathsFailed: 1, errorName: 'Error', errorMessage: 'x', details: null, occurrence: '{}' },
    })) as FailedRun[];
  const kept = async () =>
    database.query<{ flow: number; count: number; first: string }>({
      sql: `select flow_row_id::int as flow, count(*)::int as count, (array_agg(id order by run_row_id))[1] as first
        from workflow_run group by 1 order by 1`,
    });
  await database.query(insertFailedStatement([...fail(1, 900, 0), ...fail(2, 5, 0)]));
  await database.query(insertFailedStatement(fail(1, 900, 900)));
  // What is forgotten is what was there before: a batch may stand beyond the bound.
  await database.query(insertFailedStatement(fail(1, 1, 1800)));
  expect(await kept()).toEqual([
    { flow: 1, count: 1001, first: '1-800' },
    { flow: 2, count: 5, first: '2-0' },
  ]);
  await pruneRuns(database, endedAt.getTime() + 13 * 86_400_000, new AbortController().signal);
  expect(await kept()).toHaveLength(2);
  await pruneRuns(database, endedAt.getTime() + 15 * 86_400_000, new AbortController().signal);
  expect(await kept()).toEqual([]);
});
