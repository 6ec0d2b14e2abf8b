import type { EventChange } from '../../kernel/events.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { EventLevel, EventState, sourceTypes } from './schemas.ts';
import type { EventHead, EventRow, EventUpdateRow } from './store.ts';

/** Updates of an event that an answer holds. */
export const updatesAnswered = 100;

/** An event as the API returns it, with its newest updates, the oldest of them first. */
export function toEvent(row: EventRow, applicationId: string, updates: readonly EventUpdateRow[]) {
  return {
    id: row.id,
    eventId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    ...toSource(row),
    level: row.level as EventLevel,
    state: row.state as EventState,
    subject: row.subject,
    message: row.message,
    ...(row.data === null ? {} : { data: parseJson(row.data) }),
    ...(row.device_id === null ? {} : { deviceId: row.device_id }),
    ...(row.device_name === null ? {} : { deviceName: row.device_name }),
    eventTags: row.tags,
    updates: updates.map(toUpdate),
    updateCount: row.update_count,
    _type: 'event' as const,
    _links: { self: { href: `/applications/${applicationId}/events/${row.id}` } },
  };
}

/** One update as the API returns it. */
export function toUpdate(row: EventUpdateRow) {
  return {
    ...toSource(row),
    creationDate: row.created_at.toISOString(),
    ...(row.comment === null ? {} : { comment: row.comment }),
    ...(row.data === null ? {} : { data: parseJson(row.data) }),
    state: row.state as EventState,
    ...(row.old_state === null
      ? {}
      : { stateChange: { old: row.old_state as EventState, new: row.state as EventState } }),
    ...(row.tags_change === null ? {} : { tagsChange: row.tags_change }),
    ...(row.level_change === null ? {} : { levelChange: row.level_change }),
    ...(row.subject_change === null ? {} : { subjectChange: row.subject_change }),
    ...(row.device_change === null ? {} : { deviceIdChange: row.device_change }),
  };
}

function toSource(row: Pick<EventRow, 'source_type' | 'source_id' | 'source_name'>) {
  return {
    sourceType: row.source_type as (typeof sourceTypes)[number],
    sourceId: row.source_id,
    ...(row.source_name === null ? {} : { sourceName: row.source_name }),
  };
}

/** What others are told of an event that was created, changed or deleted. */
export function toChange(
  kind: EventChange['kind'],
  row: EventHead,
  { oldState, oldLevel }: { oldState?: string | undefined; oldLevel?: EventLevel | undefined } = {},
): EventChange {
  return {
    kind,
    id: row.id,
    level: row.level,
    state: row.state,
    ...(oldState === undefined ? {} : { oldState: oldState as EventState }),
    ...(oldLevel === undefined ? {} : { oldLevel }),
    subject: row.subject,
    ...(row.device_id === null ? {} : { deviceId: row.device_id }),
    ...(row.device_name === null ? {} : { deviceName: row.device_name }),
    eventTags: row.tags,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
  };
}
