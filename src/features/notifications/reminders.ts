import type { Database } from '../../platform/database/database.ts';
import { leaveLane } from '../../platform/database/lane.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Events } from '../events/index.ts';
import { toOccurrence } from './occurrence.ts';
import type { NotificationOutbox } from './outbox.ts';
import { findRuleByRowId } from './rule-store.ts';
import { type DueReminder, moveReminder, takeReminder } from './store.ts';

const pollMs = 5_000;

/**
 * Tells again of events that nobody has acknowledged. Each reminder is a row that is moved on in the transaction that writes
 * its messages: whichever server takes it, and whichever dies, it is told once.
 */
export class Reminders {
  readonly #database: Database;
  readonly #events: Events;
  readonly #outbox: NotificationOutbox;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(options: {
    database: Database;
    events: Events;
    outbox: NotificationOutbox;
    onError: (error: unknown) => void;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#events = options.events;
    this.#outbox = options.outbox;
    this.#onError = options.onError;
    this.#now = options.now;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), pollMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Tells of all that is due. */
  look(): Promise<void> {
    this.#looking ??= leaveLane(() => this.#lookOnce())
      .catch(this.#onError)
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    for (let more = true; more && !this.#stopped; ) {
      more = await inTransaction(this.#database, async (tx) => {
        const due = await takeReminder(tx, new Date(this.#now()));
        if (!due) return false;
        await this.#remind(tx, due);
        return true;
      });
    }
  }

  async #remind(tx: Parameters<typeof moveReminder>[0], due: DueReminder): Promise<void> {
    const rule = await findRuleByRowId(tx, due.ruleRowId);
    const application = { applicationRowId: due.applicationRowId, applicationId: due.applicationId };
    const row = await this.#events.find(tx, application, due.eventId);
    const isOpen = row?.state === 'new' && rule?.enabled === true && rule.repeat_ms !== null;
    const occurrence = isOpen
      ? toOccurrence({ application, row, update: undefined, change: this.#events.describe(row) })
      : undefined;
    if (!rule || !occurrence) return moveReminder(tx, due, undefined);
    const next = due.timesLeft > 1 ? new Date(this.#now() + (rule.repeat_ms ?? 0)) : undefined;
    await moveReminder(tx, due, next);
    await this.#outbox.remind(tx, application, rule, occurrence);
  }
}
