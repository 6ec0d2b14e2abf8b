import { formatLocale } from '../words/language.ts';
import { t, tn } from '../words/words.ts';
import { timePreferences } from './time-preferences.ts';

/**
 * Every number and time that the console shows is written here, in the language of the browser or the one that the viewer has set, and in its zone and clock
 * (12 or 24 hours) unless the viewer has set others. Days of archives are UTC days whatever the zone is, and say so.
 */
const { timeZone, clock: wantedClock } = timePreferences;
const zone = timeZone === undefined ? {} : { timeZone };
const hours =
  wantedClock === undefined ? {} : { hourCycle: wantedClock === '24' ? ('h23' as const) : ('h12' as const) };
const numbers = new Intl.NumberFormat(formatLocale, { maximumSignificantDigits: 15 });
const shortNumbers = new Intl.NumberFormat(formatLocale, { maximumSignificantDigits: 6 });
const absolute = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'medium', ...zone, ...hours });
const minutes = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'short', ...zone, ...hours });
const day = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', ...zone });
const dayAndMonth = new Intl.DateTimeFormat(formatLocale, { month: 'short', day: 'numeric', ...zone });
const hour = new Intl.DateTimeFormat(formatLocale, { hour: '2-digit', minute: '2-digit', ...zone, ...hours });
const second = new Intl.DateTimeFormat(formatLocale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  ...zone,
  ...hours,
});
const clock = new Intl.DateTimeFormat(formatLocale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  ...zone,
  ...hours,
});
const utcMonth = new Intl.DateTimeFormat(formatLocale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const utcDay = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'long', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat(formatLocale, { numeric: 'auto', style: 'short' });

/**
 * `absolute`: day and time to the second; `minutes`: to the minute; `clock`: the time of day to the millisecond, for rows
 * that are of now; `hour`, `second`, `dayAndMonth`: parts, for the ticks of an axis.
 */
const timeFormats = { absolute, minutes, day, dayAndMonth, hour, second, clock, utcMonth, utcDay };
export type TimeFormat = keyof typeof timeFormats;

/** A moment in epoch ms, or a date. */
export function formatTime(time: number | Date, format: TimeFormat = 'absolute'): string {
  return timeFormats[format].format(time);
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** "3 min ago"; under ten seconds "now", because nobody acts on less. */
export function formatRelative(time: number, now: number): string {
  const difference = time - now;
  if (Math.abs(difference) < 10_000) return relative.format(0, 'second');
  for (const [unit, size] of steps) {
    if (Math.abs(difference) >= size) return relative.format(Math.round(difference / size), unit);
  }
  return relative.format(0, 'second');
}

const isoTime = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence of the server with the moments in it as the viewer's clock has them. */
export function localizeTimes(text: string): string {
  return text.replaceAll(isoTime, (iso) => {
    const time = Date.parse(iso);
    return Number.isNaN(time) ? iso : formatTime(time);
  });
}

/** A number with all its digits. What would be a long row of zeros is written with its exponent. */
export function formatNumber(value: number): string {
  return write(numbers, value);
}

/** A number with as many digits as are read at a glance. */
export function formatShortNumber(value: number): string {
  return write(shortNumbers, value);
}

function write(format: Intl.NumberFormat, value: number): string {
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 1e-6 && size < 1e15);
  return isPlain ? format.format(value) : String(value);
}

/** `1 row`, `1,200 rows`; nouns in y have their own plural: `2 entries`. A noun is written out where it is counted. */
export function formatCount(count: number, noun: string): string {
  const plural = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return tn(count, `{count} ${noun}`, `{count} ${plural}`, { count: formatNumber(count) });
}

const units = [t('bytes'), 'KB', 'MB', 'GB', 'TB'];

/**
 * A size in the largest unit that it fills, of powers of 1000, with three digits: `950 bytes`, `1.23 MB`; from 1000 TB
 * on still TB.
 */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(unit === 0 ? value : Number(value.toPrecision(3)))} ${units[unit]}`;
}

/** More of a text than a table has room for. */
const longest = 500;

/** A value that a device reported, as text; a long one is cut. */
export function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return formatNumber(value);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
