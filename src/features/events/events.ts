import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { EventChange } from '../../kernel/events.ts';
import { newId } from '../../kernel/ids.ts';
import { containsUnstorableText, refuseUnkeepable } from '../../kernel/json-text.ts';
import { own } from '../../kernel/own.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { cutText } from '../../kernel/text.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { afterCommit } from '../../platform/database/transaction.ts';
import type { LimitUse } from '../../platform/http/limit-headers.ts';
import { removeResources } from '../../platform/resources/bulk-changes.ts';
import { insertResource, updateResource } from '../../platform/resources/changes.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { Limits } from '../limits/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import { describeEvent, describeRefusal } from './event-lines.ts';
import { toChange } from './representation.ts';
import { eventResource } from './resource.ts';
import type { EventLevel, EventPatch, EventState } from './schemas.ts';
import type { EventSource } from './source.ts';
import {
  applyUpdates,
  deleteEvents,
  deleteOldUpdates,
  type EventHead,
  type EventRow,
  type EventUpdateRow,
  findEvent,
  findEventDevice,
  insertEvent,
  lockEvent,
} from './store.ts';

/** A patch whose device was looked up. */
export type ResolvedPatch = EventPatch & { readonly deviceName?: string };

/** Tags that an event may have. */
const maxTags = 100;
/** Updates of an event that are kept; `updatesAnswered` of them are shown. */
const keptUpdates = 1_000;
/** Beyond those so many gather before they are deleted, as that takes a statement of its own. */
const updatesPerRemoval = 100;
/** What search shows of the message. */
const summaryLength = 255;

/** The application that an event belongs to. */
export type EventApplication = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** An event that is to be created; the fields of `Event Post`, checked as far as its schema does. */
export interface NewEvent {
  readonly level: EventLevel;
  /** 1 to 255 characters. */
  readonly subject: string;
  /** `new` when left out. */
  readonly state?: EventState | undefined;
  /** Markdown, at most 32767 characters. */
  readonly message?: string | undefined;
  /** Any JSON. */
  readonly data?: unknown;
  /** Of a device of the same application. */
  readonly deviceId?: string | undefined;
  readonly eventTags?: Readonly<Record<string, string>> | undefined;
  /** Epoch ms; now when left out. */
  readonly createdAt?: number | undefined;
}

/** An event that has been created or changed in an open transaction, as `contribute` hears of it. */
export interface EventOccurrence {
  readonly application: EventApplication;
  readonly change: EventChange;
  /** As it is after the change. */
  readonly row: EventRow;
  /** What was appended to it; undefined right after its creation. */
  readonly update: EventUpdateRow | undefined;
  /** Who creates or changes it. */
  readonly source: EventSource;
}

/** Called in the transaction that creates or changes an event; what it rejects with undoes the change. */
export type EventContribution = (tx: Queryable, occurrence: EventOccurrence) => Promise<void>;

/**
 * Creates, changes and deletes events in the caller's transaction, with all that follows: search, counts, the application log,
 * who watches. Other features use it too; they call it last in their transactions, because rows that all events of an
 * application share are locked from then on.
 */
export class Events {
  readonly #bus: Bus;
  readonly #limits: Limits;
  readonly #usage: UsageCounter;
  readonly #log: ApplicationLog;
  readonly #now: () => number;
  readonly #contributions: EventContribution[] = [];

  constructor(options: {
    bus: Bus;
    limits: Limits;
    usage: UsageCounter;
    applicationLog: ApplicationLog;
    now: () => number;
  }) {
    this.#bus = options.bus;
    this.#limits = options.limits;
    this.#usage = options.usage;
    this.#log = options.applicationLog;
    this.#now = options.now;
  }

  /**
   * Adds what is to be done for sure when an event is created or changed, such as `jobs.send(tx, …)`. Called when features are
   * created, before the first event. Who only wants to hear listens to `events.changed` of the bus.
   */
  contribute(contribution: EventContribution): void {
    this.#contributions.push(contribution);
  }

  /**
   * Creates an event.
   *
   * @param options.onUse told where the application stands with its limit, where there is one, also before it is
   *   refused for that
   * @throws AppError Validation naming the field; Throttled when the application has created too many lately; LimitReached when
   *   it has as many as it may
   */
  async create(
    tx: Queryable,
    application: EventApplication,
    event: NewEvent,
    source: EventSource,
    options: { onUse?: (use: LimitUse) => void } = {},
  ): Promise<EventRow> {
    checkContent({ subject: event.subject, message: event.message, eventTags: event.eventTags }, event.data);
    const { applicationRowId } = application;
    const deviceId = event.deviceId?.toLowerCase();
    const device = deviceId === undefined ? undefined : await findEventDevice(tx, applicationRowId, deviceId);
    if (deviceId !== undefined && !device) throw invalid('deviceId', `${deviceId} is not a device of the application`);
    await this.#limits.take(tx, applicationRowId, 'events', { onUse: options.onUse });
    const now = new Date(this.#now());
    const row = await insertEvent(tx, {
      id: newId(),
      application_row_id: applicationRowId,
      level: event.level,
      state: event.state ?? 'new',
      subject: event.subject,
      message: event.message ?? '',
      data: event.data === undefined ? null : JSON.stringify(event.data),
      device_id: deviceId ?? null,
      device_name: device?.name ?? null,
      tags: JSON.stringify(event.eventTags ?? {}),
      ...toSourceColumns(source),
      created_at: event.createdAt === undefined ? now : new Date(event.createdAt),
      updated_at: now,
    });
    await this.#requireRoom(tx, application, event, source);
    await insertResource(tx, eventResource, { ...row, summary: cutText(row.message, summaryLength) } as EventRow);
    const change = toChange('created', row);
    await this.#tell(tx, application, [{ application, change, row, update: undefined, source }]);
    // What the server itself has found out is no payload of anybody.
    if (source.type === 'alarmRule' || source.type === 'dashboard') return row;
    afterCommit(tx, () =>
      this.#usage.add({
        applicationRowId,
        deviceRowId: device?.deviceRowId ?? 0,
        type: 'event',
        source: source.type === 'flow' ? 'flow.flow' : `${source.type}.rest`,
      }),
    );
    return row;
  }

  async #requireRoom(
    tx: Queryable,
    { applicationId, applicationRowId }: EventApplication,
    { subject, level }: NewEvent,
    source: EventSource,
  ): Promise<void> {
    try {
      await this.#limits.requireWithin(tx, applicationRowId, 'storedEvents');
    } catch (error) {
      if (error instanceof AppError) {
        this.#log.write(applicationId, () => describeRefusal({ subject, level }, source, error.message));
      }
      throw error;
    }
  }

  /**
   * Appends an update to an event of the application, which may change its state.
   *
   * @throws AppError NotFound, or Validation naming the field
   */
  async change(
    tx: Queryable,
    application: EventApplication,
    eventId: string,
    patch: EventPatch,
    source: EventSource,
  ): Promise<EventRow> {
    const row = await lockEvent(tx, application.applicationRowId, eventId.toLowerCase());
    if (!row) throw notFound('Event');
    const resolved = await this.resolveDevice(tx, application, patch);
    const [changed] = await this.changeLocked(tx, application, [row], resolved, source);
    return changed as EventRow;
  }

  /**
   * The patch with the name that its device has now.
   *
   * @throws AppError Validation when the device is none of the application
   */
  async resolveDevice(
    db: Queryable,
    { applicationRowId }: EventApplication,
    patch: EventPatch,
  ): Promise<ResolvedPatch> {
    const { deviceId } = patch;
    if (deviceId === undefined || deviceId === null) return patch;
    const id = deviceId.toLowerCase();
    const device = await findEventDevice(db, applicationRowId, id);
    if (!device) throw invalid('deviceId', `${deviceId} is not a device of the application`);
    return { ...patch, deviceId: id, deviceName: device.name };
  }

  /**
   * Resolves an event of the application with an update, as `change` does, unless somebody has done so or deleted it.
   * Returns whether there was anything to resolve.
   */
  async resolve(
    tx: Queryable,
    application: EventApplication,
    eventId: string,
    update: Pick<EventPatch, 'comment' | 'data'>,
    source: EventSource,
  ): Promise<boolean> {
    const row = await lockEvent(tx, application.applicationRowId, eventId);
    if (!row || row.state === 'resolved') return false;
    await this.changeLocked(tx, application, [row], { ...update, state: 'resolved' }, source);
    return true;
  }

  /** An event of the application as it is now; undefined when it is gone. */
  find(db: Queryable, application: EventApplication, eventId: string): Promise<EventRow | undefined> {
    return findEvent(db, application.applicationRowId, eventId);
  }

  /** An event as whoever watches would be told of its creation. */
  describe(row: EventRow): EventChange {
    return toChange('created', row);
  }

  /** As `change`, for events that the transaction has locked: each gets an update of its own. */
  async changeLocked(
    tx: Queryable,
    application: EventApplication,
    rows: readonly EventRow[],
    patch: ResolvedPatch,
    source: EventSource,
  ): Promise<EventRow[]> {
    checkPatch(patch);
    const now = new Date(this.#now());
    const planned = rows.map((row) => planUpdate(row, patch, source, now));
    const updates = await applyUpdates(tx, planned);
    const full = planned.filter(
      ({ row }) => row.update_count > keptUpdates && row.update_count % updatesPerRemoval === 0,
    );
    if (full.length > 0) {
      const rowIds = full.map(({ row }) => row.event_row_id);
      await deleteOldUpdates(tx, rowIds, keptUpdates);
    }
    // Search finds an event by its subject.
    if (patch.subject !== undefined) {
      for (const { row } of planned) {
        await updateResource(tx, eventResource, { ...row, summary: cutText(row.message, summaryLength) } as EventRow);
      }
    }
    const ofEvent = new Map(updates.map((update) => [update.event_row_id, update]));
    const occurrences = planned.map(({ row, update, former }) => ({
      application,
      row,
      source,
      update: ofEvent.get(row.event_row_id),
      change: toChange('changed', row, {
        oldState: update.old_state ?? undefined,
        oldLevel: row.level === former ? undefined : former,
      }),
    }));
    await this.#tell(tx, application, occurrences);
    return planned.map(({ row }) => row);
  }

  /** Deletes events with their updates; returns those that were there. Whoever calls records the change. */
  async delete(tx: Queryable, application: EventApplication, eventRowIds: readonly number[]): Promise<EventHead[]> {
    const rows = await deleteEvents(tx, eventRowIds);
    if (rows.length === 0) return rows;
    const { applicationId, applicationRowId } = application;
    const ids = rows.map(({ id }) => id);
    await removeResources(tx, eventResource, { applicationRowId, ids });
    const changes = rows.map((row) => toChange('deleted', row));
    this.#bus.announce(tx, 'events.changed', { applicationId, applicationRowId, changes });
    return rows;
  }

  async #tell(
    tx: Queryable,
    { applicationId, applicationRowId }: EventApplication,
    occurrences: readonly EventOccurrence[],
  ): Promise<void> {
    if (occurrences.length === 0) return;
    for (const occurrence of occurrences)
      for (const contribution of this.#contributions) await contribution(tx, occurrence);
    const changes = occurrences.map(({ change }) => change);
    this.#bus.announce(tx, 'events.changed', { applicationId, applicationRowId, changes });
    afterCommit(tx, () => {
      if (!this.#log.isWatched(applicationId)) return;
      for (const { change, source } of occurrences) {
        const line = describeEvent(change, source);
        if (line) this.#log.write(applicationId, () => line);
      }
    });
  }
}

/** Refuses a patch that says nothing, or holds what cannot be stored. @throws AppError Validation */
export function checkPatch(patch: EventPatch): void {
  if (Object.values(patch).every((value) => value === undefined)) {
    throw invalid('state', 'or comment, data, eventTags, level, subject or deviceId is required');
  }
  checkContent({ comment: patch.comment, eventTags: patch.eventTags, subject: patch.subject }, patch.data);
}

function checkContent(texts: Readonly<Record<string, unknown>>, data: unknown): void {
  for (const [field, text] of Object.entries(texts)) {
    if (containsUnstorableText(text)) throw invalid(field, 'must not contain U+0000 or lone surrogates');
  }
  refuseUnkeepable('data', data);
}

/** Whether the event may have the tags that the patch adds. */
export function hasRoomForTags(row: Pick<EventRow, 'tags'>, patch: EventPatch): boolean {
  return new Set([...Object.keys(row.tags), ...Object.keys(patch.eventTags ?? {})]).size <= maxTags;
}

function planUpdate(before: EventRow, patch: ResolvedPatch, source: EventSource, now: Date) {
  const state = patch.state ?? before.state;
  const tags = { ...before.tags, ...patch.eventTags };
  if (!hasRoomForTags(before, patch)) throw invalid('eventTags', `must not give an event more than ${maxTags} tags`);
  const changedTags = Object.keys(patch.eventTags ?? {}).filter((key) => before.tags[key] !== tags[key]);
  const { level = before.level, subject = before.subject } = patch;
  const device =
    patch.deviceId === undefined || patch.deviceId === before.device_id
      ? {}
      : { device_id: patch.deviceId, device_name: patch.deviceName ?? null };
  const row: EventRow = {
    ...before,
    state,
    tags,
    level,
    subject,
    ...device,
    update_count: before.update_count + 1,
    updated_at: now,
  };
  const update = {
    event_row_id: before.event_row_id,
    ...toSourceColumns(source),
    comment: patch.comment ?? null,
    data: patch.data === undefined ? null : JSON.stringify(patch.data),
    state,
    old_state: state === before.state ? null : before.state,
    tags_change:
      changedTags.length === 0
        ? null
        : JSON.stringify({ old: pick(before.tags, changedTags), new: pick(tags, changedTags) }),
    level_change: changeOf(before.level, row.level),
    subject_change: changeOf(before.subject, row.subject),
    device_change: changeOf(before.device_id, row.device_id),
    created_at: now,
  };
  return { row, update, former: before.level };
}

function changeOf(before: string | null, after: string | null): string | null {
  return before === after ? null : JSON.stringify({ old: before, new: after });
}

function pick(tags: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = own(tags, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function toSourceColumns({ type, id, name }: EventSource) {
  return { source_type: type, source_id: id, source_name: name ?? null };
}
