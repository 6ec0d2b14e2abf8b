import { sql } from 'kysely';
import type { Logger } from 'pino';
import { AppError, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { nextAttempt } from '../../platform/durable/back-off.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import { type ClaimedChange, changeQueue, changeRetries, type EventChangeClaim } from './change-queue.ts';
import {
  countOpenChanges,
  deleteEndedChanges,
  type EventChangeRow,
  findChange,
  findChangeById,
  insertChange,
} from './change-store.ts';
import { checkPatch, type Events, hasRoomForTags, type ResolvedPatch } from './events.ts';
import type { EventPatch, EventsPatchQuery } from './schemas.ts';
import { compileSelection, readSelection } from './selection.ts';
import { type EventSource, findSource } from './source.ts';
import { findLastRowId, findMatching, lockEvents } from './store.ts';

/** Events of one transaction: long enough to pay for its commit, short enough that nobody waits for it. */
const eventsPerStep = 100;
/** Changes of one application that have not ended. */
const maxOpen = 10;
/** How long one that has ended is looked after. */
const keptMs = 24 * 3_600_000;

/**
 * Changes of many events (`events.patch`): asked for, acknowledged at once, and done step by step in the background, whatever dies
 * meanwhile. Each event gets an update of its own, exactly once: the place that the work has come to is written in the
 * transaction of each step.
 */
export class EventChanges {
  readonly #database: Database;
  readonly #events: Events;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #isReporting: () => boolean;
  readonly #now: () => number;
  readonly #runner: LeasedRunner<ClaimedChange, number>;

  constructor(options: {
    database: Database;
    events: Events;
    logger: Pick<Logger, 'warn'>;
    /** Whether devices report now, so that background work has to make room. */
    isReporting: () => boolean;
    onError: (error: unknown) => void;
    now: () => number;
  }) {
    const { database, onError, now } = options;
    this.#database = database;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#isReporting = options.isReporting;
    this.#now = now;
    this.#runner = new LeasedRunner({
      database,
      queue: changeQueue,
      concurrency: 1,
      maxAttempts: changeRetries.maxAttempts,
      work: (claim, attempt) => this.#work(claim, attempt),
      fail: (claim, error) => this.#fail(claim, error),
      onError,
      now,
    });
  }

  start(): Promise<void> {
    return this.#runner.start();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** Asks for an update of every event that the query string selects and that is there now. */
  async request(
    application: ApplicationRef,
    principal: Principal,
    query: EventsPatchQuery,
    patch: EventPatch,
    change: Change,
  ): Promise<{ success: true; jobId: string }> {
    const selection = readSelection(query);
    checkPatch(patch);
    const { applicationRowId } = application;
    const db = this.#database.kysely;
    const source = await findSource(db, principal);
    // As it is called now: the device may be gone when the work comes to an event.
    const resolved = await this.#events.resolveDevice(db, application, patch);
    const id = newId();
    const now = new Date(this.#now());
    await inTransaction(this.#database, async (tx) => {
      await takeTurn(tx, 'changes of events', applicationRowId);
      if ((await countOpenChanges(tx, applicationRowId)) >= maxOpen) {
        throw new AppError('Throttled', `An application may have ${maxOpen} changes of events in progress`, {
          retryAfter: 10,
        });
      }
      await insertChange(tx, {
        id,
        application_row_id: applicationRowId,
        selection: JSON.stringify(selection),
        patch: JSON.stringify(resolved),
        source_type: source.type,
        source_id: source.id,
        source_name: source.name ?? null,
        last_event_row_id: await findLastRowId(tx, applicationRowId),
        created_at: now,
        updated_at: now,
      });
      await change.record(tx);
      this.#runner.wakeAfter(tx);
    });
    return { success: true, jobId: id };
  }

  /** How far a change of many events is. */
  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findChangeById(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound('Event change');
    return {
      id: row.id,
      jobId: row.id,
      applicationId,
      state: row.state,
      changed: row.changed,
      ...(row.state === 'failed' && row.error !== null ? { error: row.error } : {}),
      creationDate: row.created_at.toISOString(),
      lastUpdated: row.updated_at.toISOString(),
      _type: 'eventChange' as const,
      _links: { self: { href: `/applications/${applicationId}/eventChanges/${row.id}` } },
    };
  }

  /** Forgets changes that ended a day ago. */
  clean(): Promise<void> {
    return deleteEndedChanges(this.#database.kysely, new Date(this.#now() - keptMs));
  }

  async #work(claim: EventChangeClaim, { signal }: Attempt): Promise<void> {
    const row = await findChange(this.#database.kysely, claim.key);
    if (!row) throw new ClaimLostError();
    const pace = new IngestYield({ database: this.#database, isReporting: this.#isReporting });
    for (let after: number | undefined = row.done_event_row_id; after !== undefined; ) {
      await pace.yieldToIngest(signal);
      after = await this.#step(claim, row, after);
    }
  }

  /** One step in one transaction, its place included; returns where the next begins, undefined when it was the last. */
  #step(claim: EventChangeClaim, row: EventChangeRow, after: number): Promise<number | undefined> {
    return inTransaction(this.#database, async (tx) => {
      const condition = compileSelection(row.selection);
      const looked = { after, last: row.last_event_row_id, limit: eventsPerStep };
      const { rowIds, lookedTo } = await findMatching(tx, row.application_row_id, condition, looked);
      const patch = parseJson(row.patch) as ResolvedPatch;
      const locked = await lockEvents(tx, rowIds, condition);
      const rows = locked.filter((event) => hasRoomForTags(event, patch));
      const application = { applicationRowId: row.application_row_id, applicationId: claim.applicationId };
      if (rows.length > 0) await this.#events.changeLocked(tx, application, rows, patch, toSource(row));
      const now = new Date(this.#now());
      const set = [sql`changed = changed + ${rows.length}`];
      const held =
        lookedTo === undefined
          ? await changeQueue.finish(tx, claim, { state: 'done', now, set })
          : await changeQueue.save(tx, claim, {
              state: 'running',
              now,
              set: [...set, sql`done_event_row_id = ${lookedTo}`],
            });
      if (!held) throw new ClaimLostError();
      return lookedTo;
    });
  }

  async #fail(claim: EventChangeClaim, error: unknown): Promise<void> {
    this.#logger.warn({ err: error, eventChangeId: claim.changeId }, 'a change of events failed');
    const db: Queryable = this.#database.kysely;
    const now = this.#now();
    // What went wrong is for the log; the change may be asked for again.
    const failure = { error: 'the server failed', now: new Date(now) };
    const retryAt = nextAttempt(changeRetries, { attempts: claim.attempts, now });
    if (retryAt) await changeQueue.retry(db, claim, { ...failure, retryAt });
    else await changeQueue.deadLetter(db, claim, failure);
  }
}

function toSource(row: EventChangeRow): EventSource {
  return {
    type: row.source_type as EventSource['type'],
    id: row.source_id,
    ...(row.source_name === null ? {} : { name: row.source_name }),
  };
}
