export const dayMs = 86_400_000;
/** Reports are taken for 30 days, so a day is archived once it is 31 days old (docs/archives.md). */
const archivableAgeMs = 31 * dayMs;

/** The start of the newest UTC day that can be archived, in epoch ms. */
export function newestArchivableDay(now: number): number {
  return now - (now % dayMs) - archivableAgeMs;
}

/** `2026-10-03`, as date fields write it. */
export function toDayName(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** The start of the UTC day that a date field names; NaN for anything else. */
export function parseDayName(name: string): number {
  return /^\d{4}-\d\d-\d\d$/.test(name) ? Date.parse(`${name}T00:00:00Z`) : Number.NaN;
}

/** The start of a month, some months away from that of the given day. */
export function monthStart(day: number, offset = 0): number {
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
}

const monthFormat = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' });

/** Days of archives are UTC days whatever the viewer's zone is. */
export const formatMonth = (day: number): string => monthFormat.format(day);
export const formatDay = (day: number): string => dayFormat.format(day);

/** `1 row`, `1,200 rows`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
}

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}
