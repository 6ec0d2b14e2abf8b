import type { Database } from '../../../platform/database/database.ts';
import { afterCommit, inTransaction } from '../../../platform/database/transaction.ts';
import { ClockLoop } from '../../../platform/jobs/clock-loop.ts';
import { NodeError } from '../../workflow-nodes/index.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { insertOccurrences } from '../occurrence-store.ts';
import {
  deleteScheduled,
  findNextScheduled,
  insertScheduled,
  type ScheduledPress,
  takeScheduled,
} from '../scheduled-store.ts';

/** Presses of one transaction. */
const maxPerTurn = 500;
/** Presses of one application that may be to come (workflows.md, "5. Nodes", WorkflowTrigger). */
const maxWaiting = 10_000;

/**
 * Presses buttons of workflows at times that other workflows have named. Each stands in the database until it is stored as what has
 * happened, in one transaction: it is pressed by one server, once, also when it was due while there was none.
 */
export class ScheduledPresses {
  readonly #database: Database;
  readonly #dispatcher: Dispatcher;
  readonly #now: () => number;
  readonly #loop: ClockLoop;

  constructor(options: {
    database: Database;
    dispatcher: Dispatcher;
    now: () => number;
    onError: (error: unknown) => void;
  }) {
    const { database, dispatcher, now, onError } = options;
    this.#database = database;
    this.#dispatcher = dispatcher;
    this.#now = now;
    this.#loop = new ClockLoop({ look: (signal) => this.#look(signal), now, onError });
  }

  start(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Resolves once the press is durable. @throws NodeError LimitExceeded when too many are to come */
  async schedule(press: ScheduledPress): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      if (!(await insertScheduled(tx, press, maxWaiting))) {
        throw new NodeError('LimitExceeded', `The application has ${maxWaiting} runs scheduled already`);
      }
      afterCommit(tx, () => this.#loop.wakeBy(press.due));
    });
  }

  /** Takes a press back. Returns whether it was still to come. */
  cancel(applicationRowId: number, runId: string): Promise<boolean> {
    return inTransaction(this.#database, (tx) => deleteScheduled(tx, applicationRowId, runId));
  }

  async #look(signal: AbortSignal): Promise<number | undefined> {
    // What cannot be stored now is pressed late.
    if (this.#database.isDiskFull) return undefined;
    for (let more = true; more && !signal.aborted; ) {
      const taken = await inTransaction(this.#database, async (tx) => {
        const due = await takeScheduled(tx, { now: this.#now(), limit: maxPerTurn });
        await insertOccurrences(tx, due);
        return due;
      });
      for (const id of new Set(taken.map(({ applicationRowId }) => applicationRowId))) this.#dispatcher.wake(id);
      more = taken.length === maxPerTurn;
    }
    return findNextScheduled(this.#database);
  }
}
