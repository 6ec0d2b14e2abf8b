import { formatTime } from '../../shared/format.ts';

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

/** Days of archives are UTC days whatever the viewer's zone is. */
export const formatMonth = (day: number): string => formatTime(day, 'utcMonth');
export const formatDay = (day: number): string => formatTime(day, 'utcDay');
