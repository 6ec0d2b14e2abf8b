/**
 * The one place where text becomes a time (semantics.md, "Times as text"). `Date.parse` is not used anywhere
 * else: it reads "2019-02-29" as 1 March and "boot 7" as the year 2001, in the zone of the server.
 */

/** What answers can write with four digits of year, and PostgreSQL can hold: the years 1 to 9999, in UTC. */
export const firstTime = -62_135_596_800_000;
export const lastTime = 253_402_300_799_999;

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([Zz]|[Uu][Tt][Cc]|[+-]\d{2}(?::?\d{2})?))?)?$/;

const rfc2822Pattern =
  /^(?:[A-Za-z]{3}, ?)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? (GMT|UTC?|Z|[+-]\d{4})$/;

/** As `Date.prototype.toString` writes it, with or without the name of the zone behind it. */
const dateStringPattern =
  /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT([+-]\d{4})(?: \([^()]{1,64}\))?$/;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** No form that is read is longer. */
const maxLength = 128;

/**
 * Epoch ms of an ISO-8601 time, or undefined when the text is none or names a day, hour or leap second that the calendar
 * of this server does not have. A date alone is its first moment; without a zone the time is UTC. Read are also the forms
 * that databases print: a blank for the T, a comma in the fraction, an offset of two digits (`2019-04-01 12:00:00+00`).
 * Of up to nine digits of a second's fraction the first three count.
 */
export function parseIsoTime(text: string): number | undefined {
  const match = text.length <= maxLength ? isoPattern.exec(text) : null;
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour, minute, second, fraction = '', zone] = match;
  return toTime({ year, month: Number(month), day, hour, minute, second, fraction, zone });
}

/**
 * Whether the text is what a field of the format `date-time` takes (RFC 3339): a time that `parseIsoTime` reads, with a
 * time of day to the second and a zone.
 */
export function isDateTime(text: string): boolean {
  const match = text.length <= maxLength ? isoPattern.exec(text) : null;
  return match?.[6] !== undefined && match[8] !== undefined && parseIsoTime(text) !== undefined;
}

/** Epoch ms of a text of the format `date-time`; NaN, which no caller can store, for any other (`isDateTime`). */
export function readDateTime(text: string): number {
  return isDateTime(text) ? (parseIsoTime(text) as number) : Number.NaN;
}

/** A text of the format `date-time` as the `Date` that the database takes; the schema has let nothing else through. */
export function toDate(text: string): Date {
  return new Date(readDateTime(text));
}

/** As `parseIsoTime`; also the texts of RFC 2822 (e-mail and HTTP dates) and of JavaScript's `Date`, which devices send. */
export function parseTimeText(text: string): number | undefined {
  return parseIsoTime(text) ?? parseRfc2822(text) ?? parseDateString(text);
}

function parseRfc2822(text: string): number | undefined {
  const match = text.length <= maxLength ? rfc2822Pattern.exec(text) : null;
  if (!match) return undefined;
  const [, day = '', month = '', year = '', hour, minute, second, zone = ''] = match;
  const offset = /^[+-]/.test(zone) ? zone : 'Z';
  return toTime({ year, month: readMonth(month), day, hour, minute, second, fraction: '', zone: offset });
}

function parseDateString(text: string): number | undefined {
  const match = text.length <= maxLength ? dateStringPattern.exec(text) : null;
  if (!match) return undefined;
  const [, month = '', day = '', year = '', hour, minute, second, zone] = match;
  return toTime({ year, month: readMonth(month), day, hour, minute, second, fraction: '', zone });
}

function readMonth(name: string): number {
  return months.indexOf(name.toLowerCase()) + 1;
}

interface Parts {
  readonly year: string;
  /** From 1; anything out of range is no time. */
  readonly month: number;
  readonly day: string;
  readonly hour: string | undefined;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly fraction: string;
  readonly zone: string | undefined;
}

function toTime(parts: Parts): number | undefined {
  const [year, day, hour, minute, second] = [parts.year, parts.day, parts.hour, parts.minute, parts.second].map(
    (part) => Number(part ?? 0),
  ) as [number, number, number, number, number];
  const offset = readOffset(parts.zone);
  // A leap second (23:59:60) has no place on this clock, and is not moved to another one in silence.
  if (offset === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  // Unlike Date.UTC, this takes the years before 100 as they are.
  date.setUTCFullYear(year, parts.month - 1, day);
  // A month or day that does not exist has been carried over into another.
  if (date.getUTCMonth() !== parts.month - 1 || date.getUTCDate() !== day) return undefined;
  const ms = Number(parts.fraction.slice(0, 3).padEnd(3, '0'));
  const time = date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms;
  return time >= firstTime && time <= lastTime ? time : undefined;
}

/** Minutes east of UTC; undefined when no zone is that far. */
function readOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || /^[a-z]/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
