import { cutText } from '../../kernel/text.ts';
import type { EventLevel, EventOccurrence, EventState } from '../events/index.ts';

/** What has happened to an event, as it was then: what a message tells. */
export interface Occurrence {
  readonly eventId: string;
  readonly change: 'created' | 'changed';
  readonly level: EventLevel;
  readonly state: EventState;
  readonly oldState?: EventState;
  readonly oldLevel?: EventLevel;
  readonly subject: string;
  /** Markdown; the beginning of a long one. */
  readonly message: string;
  readonly comment?: string;
  readonly deviceId?: string;
  readonly deviceName?: string;
  readonly eventTags: Readonly<Record<string, string>>;
  /** ISO. */
  readonly creationDate: string;
  /** ISO: when it happened. */
  readonly time: string;
}

/** Of texts in a message: enough to know what it is about. */
const maxText = 2_000;

/** The occurrence as it is kept; undefined when nobody is told of such: a comment alone, or a deletion. */
export function toOccurrence({ change, row, update }: Omit<EventOccurrence, 'source'>): Occurrence | undefined {
  const { kind, oldLevel, oldState } = change;
  if (kind === 'deleted' || (kind === 'changed' && oldState === undefined && oldLevel === undefined)) return undefined;
  return {
    eventId: row.id,
    change: kind,
    level: row.level,
    state: row.state,
    ...(oldState === undefined ? {} : { oldState }),
    ...(oldLevel === undefined ? {} : { oldLevel }),
    subject: row.subject,
    message: cutText(row.message, maxText),
    ...(update?.comment ? { comment: cutText(update.comment, maxText) } : {}),
    ...(row.device_id === null ? {} : { deviceId: row.device_id }),
    ...(row.device_name === null ? {} : { deviceName: row.device_name }),
    eventTags: row.tags,
    creationDate: row.created_at.toISOString(),
    time: row.updated_at.toISOString(),
  };
}
