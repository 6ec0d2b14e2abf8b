import { invalid } from './errors.ts';
import { isExactNumber } from './json-text.ts';
import { firstTime, lastTime, parseIsoTime, parseTimeText } from './time-text.ts';

const dayMs = 86_400_000;

/** Reports older than this are ignored (semantics.md, "Devices and their state"). */
export const maxDeviceTimeAgeMs = 30 * dayMs;

/** Reports further ahead of the server's clock than this are ignored (semantics.md, "Devices and their state"). */
export const maxDeviceTimeAheadMs = dayMs;

/** Numbers below this are epoch seconds, from here on epoch milliseconds (March 1973, long before any device). */
const firstMillisecondValue = 1e11;

/** The ends of what a JavaScript Date can hold; also well inside bigint. */
const maxTime = 8.64e15;

/**
 * The time of a report in epoch ms, always an integer within the range of `Date` (semantics.md, "Devices and their
 * state"). Numbers are epoch ms, epoch seconds, or, when negative, ms relative to `now`; text is what `parseTimeText` reads
 * (UTC where it names no zone); `{"$date": x}` means what `x` means. Anything else is `now`.
 *
 * Numbers too large for a date are clamped, not replaced by `now`: a report in nanoseconds must be refused as too far
 * ahead, as one in microseconds is, and not be stored under a time that it did not name.
 */
export function parseDeviceTime(value: unknown, now: number): number {
  const bare = unwrapDate(value);
  if (typeof bare === 'number' && !Number.isNaN(bare)) return clampTime(numberToTime(bare, now));
  if (typeof bare === 'string') {
    const parsed = parseTimeText(bare);
    if (parsed !== undefined) return parsed;
  }
  return clampTime(now);
}

/** Whether `parseDeviceTime` can read the value, and does not take the present time instead. */
export function isDeviceTime(value: unknown): boolean {
  const bare = unwrapDate(value);
  if (typeof bare === 'number') return !Number.isNaN(bare);
  return typeof bare === 'string' && parseTimeText(bare) !== undefined;
}

/**
 * As `isDeviceTime`, for what is no report of a device: of texts only the forms of ISO 8601 are times (semantics.md, "Times as
 * text"). What passes is read by `parseDeviceTime`.
 */
export function isGivenTime(value: unknown): boolean {
  const bare = unwrapDate(value);
  return typeof bare === 'string' ? parseIsoTime(bare) !== undefined : isDeviceTime(bare);
}

/**
 * As `parseDeviceTime`, for requests that are not reports of a device: nothing given is `now`, and what cannot be read is a
 * Validation error naming `field` (semantics.md, "Times as text").
 */
export function readGivenTime(value: unknown, now: number, field: string): number {
  if (value !== undefined && !isGivenTime(value)) throw invalid(field, 'is not a time');
  return parseDeviceTime(value, now);
}

/** Whether a report's time may be stored. The limits themselves are still inside the window. */
export function checkDeviceTimeWindow(time: number, now: number): 'ok' | 'tooOld' | 'tooFarAhead' {
  if (now - time > maxDeviceTimeAgeMs) return 'tooOld';
  if (time - now > maxDeviceTimeAheadMs) return 'tooFarAhead';
  return 'ok';
}

/**
 * A time from a query string in epoch ms, always an integer: a value <= 0 is relative to
 * `now`, any other is epoch ms and never seconds (semantics.md, "Conventions"). NaN is a Validation error naming
 * `field`. Beyond the years 1 to 9999, in which everything lies that is stored, it is the first or last moment of those.
 */
export function parseQueryTime(value: number, now: number, field = 'time'): number {
  if (Number.isNaN(value)) throw invalid(field, 'must be a number of milliseconds');
  const time = clampTime(value <= 0 ? now + value : value);
  return Math.min(lastTime, Math.max(firstTime, time));
}

function unwrapDate(value: unknown): unknown {
  const bare = typeof value === 'object' && value !== null && '$date' in value ? value.$date : value;
  // A time is rounded to the millisecond anyway: digits that a double has no place for do not matter.
  return isExactNumber(bare) ? Number(bare.rawJSON) : bare;
}

function numberToTime(value: number, now: number): number {
  if (value < 0) return now + value;
  return value < firstMillisecondValue ? value * 1000 : value;
}

function clampTime(time: number): number {
  // Adding 0 turns -0 into 0.
  return Math.round(Math.min(maxTime, Math.max(-maxTime, time))) + 0;
}
