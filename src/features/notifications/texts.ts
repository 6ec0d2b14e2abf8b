import { cutText } from '../../kernel/text.ts';
import type { Occurrence } from './occurrence.ts';
import type { RuleRow } from './rule-store.ts';
import type { NotificationRow } from './store.ts';

/** Events that a mail spells out. */
const maxInMail = 20;
const maxMailSubject = 200;

/** What a message is about, besides what is in its row. */
export interface MessageContext {
  readonly applicationId: string;
  readonly rule: Pick<RuleRow, 'id' | 'name'>;
  /** Where people reach this server, without a slash at its end; undefined where the operator does not say. */
  readonly base: string | undefined;
}

/** The body of a call: the same for every attempt. */
export function toCallBody(row: NotificationRow, { applicationId, rule, base }: MessageContext) {
  return {
    deliveryId: row.id,
    reason: row.reason,
    applicationId,
    notificationRuleId: rule.id,
    notificationRuleName: rule.name,
    creationDate: row.created_at.toISOString(),
    eventCount: row.occurrence_count,
    events: row.occurrences.map((occurrence) => ({
      ...occurrence,
      ...(base === undefined || row.reason === 'test' ? {} : { url: linkTo(base, applicationId, occurrence) }),
    })),
  };
}

/** A mail in plain text. What devices and people have sent stands in it as it is: there is no HTML that it could become. */
export function toMail(row: NotificationRow, { applicationId, rule, base }: MessageContext) {
  const [first] = row.occurrences;
  const count = row.occurrence_count;
  const about = count === 1 && first ? `${words(first)}: ${first.subject}` : `${count} events`;
  const kind = row.reason === 'test' ? 'Test: ' : row.reason === 'repeat' ? 'Still not acknowledged: ' : '';
  const shown = row.occurrences.slice(0, maxInMail);
  // A test is about no event that could be looked at.
  const origin = row.reason === 'test' ? undefined : base;
  const parts = shown.map((occurrence) => describe(occurrence, origin && linkTo(origin, applicationId, occurrence)));
  const more = count > shown.length ? [`… and ${count - shown.length} more.`] : [];
  return {
    to: row.target,
    subject: cutText(oneLine(`${kind}${about}`), maxMailSubject),
    text: [...parts, ...more, `You get this mail by the notification rule "${oneLine(rule.name)}".`].join('\n\n'),
    messageId: `${row.id}@notifications.signalbox`,
  };
}

function describe(occurrence: Occurrence, link: string | undefined): string {
  const { subject, message, comment, deviceName, time } = occurrence;
  return [
    `${words(occurrence)}: ${oneLine(subject)}`,
    ...(deviceName === undefined ? [] : [`Device: ${oneLine(deviceName)}`]),
    `Time: ${time}`,
    ...(comment === undefined ? [] : [`Comment: ${comment}`]),
    ...(message === '' ? [] : ['', message]),
    ...(link === undefined ? [] : ['', link]),
  ].join('\n');
}

/** "Critical", or what has become of the event. */
function words({ level, state, change }: Occurrence): string {
  const name = level.charAt(0).toUpperCase() + level.slice(1);
  return change === 'created' && state === 'new' ? name : `${name}, ${state}`;
}

function linkTo(base: string, applicationId: string, { eventId }: Occurrence): string {
  return `${base}/console/applications/${applicationId}/events/${eventId}`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line of a mail must not become two
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
}
