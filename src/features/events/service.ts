import { type SqlBool, sql } from 'kysely';
import { isGivenTime, maxDeviceTimeAheadMs, parseDeviceTime } from '../../kernel/device-time.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { LimitUse } from '../../platform/http/limit-headers.ts';
import { refuseEmptyOr } from '../../platform/query-language/index.ts';
import { compileEventQuery } from './event-query.ts';
import { checkPatch, type Events } from './events.ts';
import { toEvent, updatesAnswered } from './representation.ts';
import type { EventPatch, EventPost, EventsQuery, MostRecentQuery } from './schemas.ts';
import { compileSelection, readSelection } from './selection.ts';
import { type EventSource, findSource } from './source.ts';
import {
  countEvents,
  type EventRow,
  findEvent,
  findLastRowId,
  findMatching,
  findMostSevere,
  listEvents,
  measureUpdates,
  readEvents,
  readTally,
  readUpdates,
  sortColumns,
} from './store.ts';

/** Events of one transaction when many are deleted (resources.md, "Events"). */
const deletedPerStep = 1_000;
const mebibyte = 1024 * 1024;
/** Texts and data in one answer. A single event with its newest updates holds less. */
const maxPageBytes = 32 * mebibyte;
/** The first millisecond of the year 1: before it, ISO 8601 has no times. */
const firstTime = -62_135_596_800_000;

/** Events: what has happened in an application and somebody should know of (resources.md, "Events"). */
export class EventService {
  readonly #database: Database;
  readonly #events: Events;
  readonly #now: () => number;

  constructor(options: { database: Database; events: Events; now: () => number }) {
    this.#database = options.database;
    this.#events = options.events;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: EventsQuery) {
    const selection = readSelection(query);
    const { filterField, filter, ...unfiltered } = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: ['subject'],
      defaultSort: 'creationDate',
      defaultSortDirection: 'desc',
    });
    const page = selection.query || filterField === undefined ? unfiltered : { ...unfiltered, filterField, filter };
    const db = this.#database.kysely;
    const condition = compileSelection(selection);
    const listed = await listEvents(db, applicationRowId, condition, {
      column: sortColumns[page.sortField as keyof typeof sortColumns],
      direction: page.sortDirection,
      limit: page.perPage,
      offset: page.page * page.perPage,
    });
    const rows = await this.#readPage(listed);
    const isTallied = condition === undefined || (!selection.query && selection.subject === undefined);
    const totalCount = isTallied
      ? await readTally(db, applicationRowId, selection.state)
      : await countEvents(db, applicationRowId, condition);
    return {
      ...pageAnswer(await this.#represent(rows, applicationId), totalCount, page),
      applicationId,
      ...(selection.state ? { state: selection.state } : {}),
      ...(selection.query ? { query: selection.query } : {}),
      _type: 'events' as const,
      _links: { self: { href: `/applications/${applicationId}/events` } },
    };
  }

  /** @param onUse told where the application stands with its limit, where there is one */
  async create(application: ApplicationRef, principal: Principal, body: EventPost, onUse: (use: LimitUse) => void) {
    const createdAt = body.creationDate === undefined ? undefined : this.#readCreationDate(body.creationDate);
    const source = await findSource(this.#database.kysely, principal);
    const row = await inTransaction(this.#database, (tx) =>
      this.#events.create(tx, application, { ...body, createdAt }, source, { onUse }),
    );
    return toEvent(row, application.applicationId, []);
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, eventId: string) {
    const row = await findEvent(this.#database.kysely, applicationRowId, eventId);
    if (!row) throw notFound('Event');
    const [event] = await this.#represent([row], applicationId);
    return event;
  }

  /** Appends an update to an event. */
  async patch(application: ApplicationRef, principal: Principal, eventId: string, body: EventPatch) {
    checkPatch(body);
    const source = await findSource(this.#database.kysely, principal);
    const row = await inTransaction(this.#database, (tx) =>
      this.#events.change(tx, application, eventId, body, source),
    );
    const [event] = await this.#represent([row], application.applicationId);
    return event;
  }

  /**
   * Appends an update to each of some events, all of which a selection must find.
   *
   * @throws AppError NotFound, and nothing is changed
   */
  async changeSelected(
    application: ApplicationRef,
    query: MostRecentQuery & { readonly state?: string },
    { ids, patch, source }: { ids: readonly string[]; patch: EventPatch; source: EventSource },
  ): Promise<void> {
    checkPatch(patch);
    const condition = compileSelection(
      readSelection({ ...query, ...(query.filter ? { filterField: 'subject' } : {}) }),
    );
    await inTransaction(this.#database, async (tx) => {
      const named = sql<SqlBool>`id = any(${[...ids]})`;
      const found = await countEvents(tx, application.applicationRowId, condition, named);
      if (found < ids.length) throw notFound('Event');
      // In one order, so that two who change the same events wait for each other.
      for (const id of [...ids].sort()) await this.#events.change(tx, application, id, patch, source);
    });
  }

  async delete(application: ApplicationRef, eventId: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const found = await findEvent(tx, application.applicationRowId, eventId);
      const [deleted] = found ? await this.#events.delete(tx, application, [found.event_row_id]) : [];
      if (!deleted) throw notFound('Event');
      await change.record(tx, { target: { type: 'Event', id: deleted.id, name: deleted.subject } });
    });
    return { success: true };
  }

  /**
   * Deletes the events that a query selects, or all, a thousand at a time: a call that was cut short has deleted some, and
   * may be repeated. Events that are created meanwhile stay.
   */
  async deleteMany(application: ApplicationRef, query: object, change: Change): Promise<{ removed: number }> {
    const { applicationRowId } = application;
    refuseEmptyOr(query, 'query');
    const condition = compileEventQuery(query);
    const last = await findLastRowId(this.#database.kysely, applicationRowId);
    await inTransaction(this.#database, (tx) => change.record(tx));
    let removed = 0;
    for (let after: number | undefined = 0; after !== undefined; ) {
      const looked = { after, last, limit: deletedPerStep };
      const { rowIds, lookedTo } = await findMatching(this.#database.kysely, applicationRowId, condition, looked);
      if (rowIds.length > 0) {
        // What somebody else has changed meanwhile so that the query no longer selects it was meant when the call began.
        const deleted = await inTransaction(this.#database, (tx) => this.#events.delete(tx, application, rowIds));
        removed += deleted.length;
      }
      after = lookedTo;
    }
    return { removed };
  }

  /** Of the new events the most severe, and among those the newest; and how many are new. */
  async findMostRecent({ applicationRowId, applicationId }: ApplicationRef, query: MostRecentQuery) {
    const selection = readSelection({ ...query, ...(query.filter ? { filterField: 'subject' } : {}) });
    const db = this.#database.kysely;
    const condition = compileSelection(selection);
    const row = await findMostSevere(db, applicationRowId, condition);
    const newCount = condition
      ? await countEvents(db, applicationRowId, compileSelection({ state: 'new' }), condition)
      : await readTally(db, applicationRowId, 'new');
    const [event] = row ? await this.#represent([row], applicationId) : [];
    return { ...(event ? { event } : {}), newCount };
  }

  /** The events of a page in its order, unless they are more than an answer should hold. */
  async #readPage(listed: readonly { rowId: number; bytes: number }[]): Promise<EventRow[]> {
    const db = this.#database.kysely;
    const rowIds = listed.map(({ rowId }) => rowId);
    const ownBytes = listed.reduce((sum, { bytes }) => sum + bytes, 0);
    const bytes = ownBytes + (await measureUpdates(db, rowIds, updatesAnswered));
    if (bytes > maxPageBytes) {
      throw invalid(
        'perPage',
        `must be smaller: these events hold ${Math.ceil(bytes / mebibyte)} MiB of text and data`,
      );
    }
    const found = new Map((await readEvents(db, rowIds)).map((row) => [row.event_row_id, row]));
    // One that was deleted meanwhile is left out.
    return rowIds.flatMap((rowId) => found.get(rowId) ?? []);
  }

  async #represent(rows: readonly EventRow[], applicationId: string) {
    const withUpdates = rows.filter((row) => row.update_count > 0).map((row) => row.event_row_id);
    const updates = await readUpdates(this.#database.kysely, withUpdates, updatesAnswered);
    return rows.map((row) => toEvent(row, applicationId, updates.get(row.event_row_id) ?? []));
  }

  #readCreationDate(value: NonNullable<EventPost['creationDate']>): number {
    if (!isGivenTime(value))
      throw invalid('creationDate', 'must be a time: ISO 8601 text, or a number of milliseconds');
    const now = this.#now();
    const time = parseDeviceTime(value, now);
    if (time > now + maxDeviceTimeAheadMs) throw invalid('creationDate', 'must not be more than one day ahead');
    if (time < firstTime) throw invalid('creationDate', 'must not be before the year 1');
    return time;
  }
}
