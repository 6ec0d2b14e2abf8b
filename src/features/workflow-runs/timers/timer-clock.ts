import { newId } from '../../../kernel/ids.ts';
import type { Database, Queryable } from '../../../platform/database/database.ts';
import { afterCommit, inTransaction } from '../../../platform/database/transaction.ts';
import { ClockLoop } from '../../../platform/jobs/clock-loop.ts';
import type { UsageCounter } from '../../usage/index.ts';
import type { FlowChange, FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Occurrence } from '../occurrence.ts';
import { insertOccurrences } from '../occurrence-store.ts';
import type { RunLog } from '../run-log.ts';
import {
  bringForward,
  findNextDue,
  listDue,
  listLater,
  lockDue,
  moveOn,
  replaceTimers,
  type TimerRow,
} from '../timer-store.ts';
import type { WaitingBound } from '../waiting-bound.ts';
import { dueByPresentClock, nextDue } from './due.ts';

/** Timers of one transaction, and those among which each application has its share. */
const maxPerTurn = 500;
const maxLooked = 5_000;

interface Parts {
  readonly database: Database;
  readonly lookup: FlowLookup;
  readonly dispatcher: Dispatcher;
  readonly waiting: WaitingBound;
  readonly usage: UsageCounter;
  readonly log: RunLog;
  /** Told how many firings were left out at once, because too much waits in their applications. */
  readonly onSkipped: (count: number) => void;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Fires the timers of workflows (workflows.md, "2. Triggers" and "8. Durability and isolation (ours)"). When each is next due stands
 * in the database and moves on in the transaction that stores the firing: one server fires it, and after a time without any it
 * fires once, however often it was missed.
 */
export class TimerClock {
  readonly #parts: Parts;
  readonly #loop: ClockLoop;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { now, onError } = parts;
    this.#loop = new ClockLoop({
      look: (signal) => this.#look(signal),
      onPutBack: (at, signal) => this.#onPutBack(at, signal),
      now,
      onError,
    });
  }

  start(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Keeps the timers of a workflow in step with its triggers, in the transaction that changes them. */
  async changed(tx: Queryable, flow: FlowChange): Promise<void> {
    const { lookup, now } = this.#parts;
    const triggers = flow.kind === 'deleted' ? [] : await lookup.readDefault(tx, flow, ['timer']);
    const at = now();
    const timers = triggers.map((trigger) => ({ trigger, due: nextDue(trigger, at) }));
    await replaceTimers(tx, flow, timers);
    if (timers.length > 0) afterCommit(tx, () => this.#loop.wake());
  }

  /** Timers that are due by a clock that was ahead would else stand still until the clock is there again. */
  async #onPutBack(now: number, signal: AbortSignal): Promise<void> {
    const { database } = this.#parts;
    if (database.isDiskFull) return;
    for (let after = 0, more = true; more && !signal.aborted; ) {
      const later = await listLater(database, { now, after, limit: maxPerTurn });
      const moved = later.flatMap((row) => {
        const due = row.due ?? now;
        const to = dueByPresentClock(row, due, now);
        return to === undefined ? [] : [{ rowId: row.rowId, due, to }];
      });
      if (moved.length > 0) await bringForward(database, moved);
      after = later.at(-1)?.rowId ?? after;
      more = later.length === maxPerTurn;
    }
  }

  async #look(signal: AbortSignal): Promise<number | undefined> {
    const { database, now, waiting } = this.#parts;
    // What cannot be stored now fires late, once.
    if (database.isDiskFull) return undefined;
    for (let more = true; more && !signal.aborted; ) {
      const found = await listDue(database, { now: now(), looked: maxLooked, limit: maxPerTurn });
      if (found.length === 0) break;
      const full = new Set<number>();
      for (const id of new Set(found.map(({ applicationRowId }) => applicationRowId))) {
        if (await waiting.isFull(id)) full.add(id);
      }
      const done = await this.#fire(
        found.map(({ rowId }) => rowId),
        full,
      );
      // What another server has in hand is its own.
      more = found.length === maxPerTurn && done > 0;
    }
    return findNextDue(database);
  }

  /** @returns how many timers have moved on */
  async #fire(rowIds: readonly number[], full: ReadonlySet<number>): Promise<number> {
    const { database, dispatcher, log, onSkipped, usage } = this.#parts;
    const now = this.#parts.now();
    const done = await inTransaction(database, async (tx) => {
      const rows = await lockDue(tx, rowIds, now);
      const moved = rows.map((row) => ({
        rowId: row.rowId,
        due: row.isAlive ? nextDue(row, Math.max(now, row.due ?? 0)) : undefined,
      }));
      const due = rows.filter((row) => row.isAlive && row.due !== null);
      const fired = due.filter((row) => !full.has(row.applicationRowId));
      await insertOccurrences(
        tx,
        fired.map((row) => ({ applicationRowId: row.applicationRowId, occurrence: toOccurrence(row, now) })),
      );
      await moveOn(tx, moved);
      return { rows, fired, skipped: due.filter((row) => full.has(row.applicationRowId)) };
    });
    for (const { applicationRowId } of done.fired) {
      usage.add({ applicationRowId, deviceRowId: 0, type: 'timer', source: 'timer.flow' });
    }
    for (const id of new Set(done.fired.map(({ applicationRowId }) => applicationRowId))) dispatcher.wake(id);
    for (const { version, ...row } of done.skipped) {
      log.note(
        { ...row, flowVersion: version },
        'TimerSkipped: too much waits for the workflows of the application',
        now,
      );
    }
    if (done.skipped.length > 0) onSkipped(done.skipped.length);
    return done.rows.length;
  }
}

/** A firing that was missed several times says when it came; any other, when it was due. */
function toOccurrence(row: TimerRow, now: number): Occurrence {
  const due = row.due ?? now;
  const following = nextDue(row, due);
  return {
    id: newId(),
    kind: 'timer',
    time: following !== undefined && following <= now ? now : due,
    relay: { type: 'timer', id: row.key },
    data: {},
    key: row.key,
    target: { flowId: row.flowId, type: 'timer', key: row.key },
  };
}
