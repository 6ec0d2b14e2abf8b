import { parseQueryTime } from '../../kernel/device-time.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { decodePayload } from '../../platform/language/index.ts';
import type { FlowLookup, FlowRef, FlowStats, RunnableFlow } from '../workflows/index.ts';
import type { Dispatcher } from './dispatcher.ts';
import { decodeOccurrence, type Occurrence, runIdOf } from './occurrence.ts';
import type { PlannedRun } from './planner.ts';
import type { RunExecutor, RunningRun } from './run-executor.ts';
import type { RunLog } from './run-log.ts';
import { type FailedRow, findFailed, listFailed, readRecent, sumRuns } from './run-queries.ts';
import { keptRecent, type RecentRun } from './run-store.ts';
import { listRunning, type RunElsewhere } from './running-store.ts';
import { triggerIdOf } from './start-payload.ts';

const dayMs = 86_400_000;
/** Runs of a workflow that go on elsewhere and are looked at. */
const maxElsewhere = 1_000;
const failures = ['failed', 'dead', 'cancelled'] as const;

interface RunsQuestion {
  readonly status?: string | undefined;
  readonly since?: number | undefined;
  readonly limit?: number | undefined;
}

/** Runs as people look at them: which there were, what came of them, and again. */
export class RunReader {
  readonly #database: Database;
  readonly #lookup: FlowLookup;
  readonly #executor: RunExecutor;
  readonly #dispatcher: Dispatcher;
  readonly #log: RunLog;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    lookup: FlowLookup;
    executor: RunExecutor;
    dispatcher: Dispatcher;
    log: RunLog;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#lookup = options.lookup;
    this.#executor = options.executor;
    this.#dispatcher = options.dispatcher;
    this.#log = options.log;
    this.#now = options.now;
  }

  /** The flow, or a version of it. @throws AppError NotFound */
  async require({ applicationRowId }: ApplicationRef, flowId: string, version = 'develop'): Promise<RunnableFlow> {
    const flow = await this.#lookup.load(applicationRowId, flowId, version, { evenDisabled: true });
    if (!flow) throw notFound(version === 'develop' ? 'Workflow' : 'Workflow, or this version of it,');
    return flow;
  }

  /** Runs of a flow, newest first: those that wait, those that go on, those that failed, the last that succeeded. */
  async list(application: ApplicationRef, flowId: string, { status, since, limit = 25 }: RunsQuestion) {
    const flow = await this.require(application, flowId);
    const from = new Date(since === undefined ? 0 : parseQueryTime(since, this.#now(), 'since'));
    const items: Record<string, unknown>[] = [];
    const isUnderWay = status === undefined || status === 'running' || status === 'queued';
    const elsewhere = isUnderWay ? await this.listElsewhere(flow) : new Map<string, RunElsewhere>();
    if (status === undefined || status === 'running') {
      for (const run of this.#executor.running) if (run.flow.flowRowId === flow.flowRowId) items.push(toRunning(run));
      for (const run of elsewhere.values()) items.push(toRunningElsewhere(run));
    }
    if (status === undefined || status === 'queued') {
      // What has started a run is still there for a moment when it has succeeded.
      const queued = await this.#dispatcher.readQueued(application, flow.flowId);
      const ended = new Set(this.#log.recentOf(flow.flowRowId).map(({ id }) => id));
      for (const planned of queued) {
        const { runId } = planned;
        const begun = this.#executor.find(runId);
        if (begun && status === undefined) items.push(toRunning(begun));
        if (!begun && !elsewhere.has(runId) && !ended.has(runId)) items.push(toQueued(planned));
      }
    }
    const failure = failures.find((each) => each === status);
    if (status === undefined || failure) {
      const question = { status: failure, since: from, limit };
      for (const row of await listFailed(this.#database.kysely, flow.flowRowId, question)) items.push(toFailed(row));
    }
    if (status === undefined || status === 'succeeded') {
      for (const run of await this.#readRecent(flow)) {
        if (run.startedAt >= from.toISOString()) items.push({ ...run, runId: run.id, status: 'succeeded' });
      }
    }
    // One that goes on while this is put together is what it was last.
    const runs = [...new Map(items.map((item) => [item.runId, item])).values()];
    runs.sort((a, b) => (String(a.startedAt) < String(b.startedAt) ? 1 : -1));
    return { items: runs.slice(0, limit), count: Math.min(runs.length, limit) };
  }

  /** One run. @throws AppError NotFound */
  async get(application: ApplicationRef, flowId: string, runId: string): Promise<Record<string, unknown>> {
    const flow = await this.require(application, flowId);
    const running = this.#executor.find(runId);
    if (running?.flow.flowRowId === flow.flowRowId) return toRunning(running);
    const ended = this.#log.recentOf(flow.flowRowId).find(({ id }) => id === runId);
    if (ended) return { ...ended, runId, status: 'succeeded' };
    const elsewhere = (await this.listElsewhere(flow)).get(runId);
    if (elsewhere) return toRunningElsewhere(elsewhere);
    const queued = await this.#dispatcher.readQueued(application, flow.flowId);
    const waiting = queued.find((planned) => planned.runId === runId);
    if (waiting) return toQueued(waiting);
    const row = await findFailed(this.#database.kysely, application.applicationRowId, flow.flowRowId, runId);
    if (row) {
      const details = row.details === null ? {} : (decodePayload(row.details) as Record<string, unknown>);
      const occurrence = row.occurrence === null ? undefined : readOccurrence(row.occurrence);
      return { ...toFailed(row), ...details, ...(occurrence ? { triggerData: occurrence.data } : {}) };
    }
    const found = (await this.#readRecent(flow)).find(({ id }) => id === runId);
    if (!found) throw notFound('Run');
    return { ...found, runId, status: 'succeeded' };
  }

  /** The last that succeeded, newest first; those of other servers a second after their end. */
  async #readRecent({ flowRowId }: RunnableFlow): Promise<readonly RecentRun[]> {
    const unwritten = this.#log.recentOf(flowRowId);
    const written = decodePayload(await readRecent(this.#database.kysely, flowRowId)) as RecentRun[];
    const ids = new Set(unwritten.map(({ id }) => id));
    return [...unwritten, ...written.filter(({ id }) => !ids.has(id))].slice(0, keptRecent);
  }

  /** Runs of a flow that go on at other servers, for a second at least. */
  async listElsewhere({ applicationRowId, flowRowId }: RunnableFlow): Promise<ReadonlyMap<string, RunElsewhere>> {
    if (this.#database.kind === 'embedded') return new Map();
    const runs = await listRunning(this.#database, { applicationRowId, flowRowId, limit: maxElsewhere });
    return new Map(runs.flatMap((run) => (this.#executor.find(run.runId) ? [] : [[run.runId, run]])));
  }

  /**
   * Starts a failed run again, as a new one: same data, no reply id.
   *
   * @throws AppError NotFound, or Validation when the version does not have the trigger
   */
  async replay(
    application: ApplicationRef,
    flowId: string,
    runId: string,
    { flowVersion: version, step }: { flowVersion?: string | undefined; step?: boolean | undefined },
  ) {
    const flow = await this.require(application, flowId);
    const row = await findFailed(this.#database.kysely, application.applicationRowId, flow.flowRowId, runId);
    const before = row?.occurrence ? readOccurrence(row.occurrence) : undefined;
    if (!before?.target) {
      await this.get(application, flowId, runId);
      throw new AppError('Conflict', 'Only a run that has failed can be replayed, for as long as its payload is kept');
    }
    const target = { ...before.target, version: version ?? before.target.version };
    const loaded = await this.#lookup.load(application.applicationRowId, flowId, target.version);
    if (!loaded?.triggers.some(({ type, key }) => type === target.type && key === target.key)) {
      throw invalid('flowVersion', 'names no enabled version that has the trigger of the run');
    }
    const { replyId: _replyId, ...data } = toObject(before.data);
    const isObject = typeof before.data === 'object' && before.data !== null && !Array.isArray(before.data);
    const occurrence: Occurrence = {
      ...before,
      id: newId(),
      data: isObject ? data : before.data,
      target,
      replayOf: runId,
      isStepped: step ?? false,
    };
    await inTransaction(this.#database, (tx) => this.#dispatcher.store(tx, application.applicationRowId, occurrence));
    const fired = await this.#lookup.fires(application.applicationRowId, target.type, target.key, target.version);
    const planned = fired.find(({ uiId }) => target.uiId === undefined || uiId === target.uiId);
    return { success: true as const, runId: runIdOf(occurrence.id, flow.flowId, { ...target, uiId: planned?.uiId }) };
  }

  /** Runs of the last 24 hours of flows. */
  async readStats(db: Queryable, flows: readonly FlowRef[]): Promise<ReadonlyMap<string, FlowStats>> {
    if (flows.length === 0) return new Map();
    const idOf = new Map(flows.map(({ flowRowId, flowId }) => [flowRowId, flowId]));
    const sums = await sumRuns(db, [...idOf.keys()], new Date(this.#now() - dayMs));
    const stats = new Map<string, { runCount: number; errorCount: number; byVersion: FlowStats['byVersion'] }>();
    for (const { flow_row_id, version, run_count: runCount, error_count: errorCount } of sums) {
      const flowId = idOf.get(flow_row_id) as string;
      const before = stats.get(flowId) ?? { runCount: 0, errorCount: 0, byVersion: {} };
      stats.set(flowId, {
        runCount: before.runCount + runCount,
        errorCount: before.errorCount + errorCount,
        byVersion: { ...before.byVersion, [version]: { runCount, errorCount } },
      });
    }
    return stats;
  }
}

/** A run that waits: it has not been given a start yet. */
function toQueued({ runId, trigger, occurrence, ...planned }: PlannedRun) {
  return {
    id: runId,
    runId,
    status: 'queued',
    flowVersion: trigger.version,
    triggerType: trigger.type,
    triggerId: triggerIdOf({ runId, trigger, occurrence, ...planned }),
    ...(occurrence.replayOf === undefined ? {} : { replayOf: occurrence.replayOf }),
    attempts: 0,
    // When what starts it has happened.
    startedAt: new Date(occurrence.time).toISOString(),
  };
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function readOccurrence(text: string): Occurrence {
  const content = decodePayload(text) as { sourceKind: string };
  return decodeOccurrence({ id: '', kind: content.sourceKind, content: text });
}

function toRunning({ planned, flow, attempt, startedAt }: RunningRun): Record<string, unknown> {
  const { runId, trigger, occurrence } = planned;
  return {
    id: runId,
    runId,
    status: 'running',
    flowVersion: flow.version,
    triggerType: trigger.type,
    triggerId: triggerIdOf(planned),
    ...(occurrence.replayOf === undefined ? {} : { replayOf: occurrence.replayOf }),
    attempts: attempt,
    startedAt: new Date(startedAt).toISOString(),
  };
}

function toRunningElsewhere(run: RunElsewhere): Record<string, unknown> {
  const { runId, version, triggerType, triggerId, replayOf, attempts, startedAt } = run;
  return {
    id: runId,
    runId,
    status: 'running',
    flowVersion: version,
    triggerType,
    triggerId,
    ...(replayOf === undefined ? {} : { replayOf }),
    attempts,
    startedAt: startedAt.toISOString(),
  };
}

function toFailed(row: FailedRow): Record<string, unknown> {
  return {
    id: row.id,
    runId: row.id,
    status: row.status,
    flowVersion: row.version,
    triggerType: row.trigger_type,
    triggerId: row.trigger_id,
    ...(row.replay_of === null ? {} : { replayOf: row.replay_of }),
    attempts: row.attempts,
    startedAt: row.started_at.toISOString(),
    wallTime: row.wall_ms,
    pathsCompleted: row.paths_completed,
    pathsFailed: row.paths_failed,
    error: { name: row.error_name, message: row.error_message },
  };
}
