import { createRequire } from 'node:module';
import type { Moment } from 'moment';
import type moment from 'moment-timezone';
import { cutText } from '../../kernel/text.ts';
import { parseTimeText } from '../../kernel/time-text.ts';
import { TemplateError } from './errors.ts';
import type { RenderRun } from './render-run.ts';

type MomentPackage = typeof moment;

const require = createRequire(import.meta.url);
const maxFormatLength = 200;
/** Moment keeps a function of each format for ever; more of them are written token by token. */
const maxFormats = 2000;
const seenFormats = new Set<string>();
const tokenPattern =
  /\[[^[]*\]|LTS|LT|L{1,4}|l{1,4}|Mo|M{1,4}|DDDo|Do|D{1,4}|do|d{1,4}|wo|ww?|Wo|WW?|Qo?|N{1,5}|Y{4,6}|YY|Y|y{1,4}|yo|g{4,5}|gg|G{4,5}|GG|e|E|a|A|hmm(?:ss)?|Hmm(?:ss)?|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|./gs;

let loaded: MomentPackage | undefined;

/** Loaded at the first time that is written: that takes 40 ms. */
function load(run: RenderRun): MomentPackage {
  loaded ??= run.excuse(() => require('moment-timezone') as MomentPackage);
  return loaded;
}

/**
 * The time, in ms since the epoch, that a value of a payload means: a Date, a number or a text of one (ms), and texts in
 * the forms of ISO 8601, RFC 2822 and JavaScript. Undefined for anything else.
 */
export function readTime(value: unknown): number | undefined {
  if (value instanceof Date) return validTime(value.getTime());
  if (typeof value === 'number') return validTime(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return /^-?\d+(?:\.\d+)?$/.test(text) ? validTime(Number(text)) : parseTimeText(text);
}

/** What a `Date` can hold. */
function validTime(time: number): number | undefined {
  return Math.abs(time) <= 8.64e15 ? Math.trunc(time) : undefined;
}

/**
 * A time in a format of Moment.js; `Invalid date` for what is none.
 *
 * @param zone an IANA name
 * @throws TemplateError for a zone that there is not and a format of more than 200 characters
 */
export function writeTime(value: unknown, format: string, zone: string, locale: string, run: RenderRun): string {
  const time = readTime(value);
  if (time === undefined) return 'Invalid date';
  if (format.length > maxFormatLength)
    throw new TemplateError(`a format of times must not be longer than ${maxFormatLength} characters`);
  const { tz } = load(run);
  if (!tz.zone(zone)) throw new TemplateError(`there is no time zone ${cutText(zone, 80)}`);
  return write(tz(time, zone).locale(knownLocale(locale, run)), format);
}

/** How long before or after another time, as `5 minutes ago`; `Invalid date` where one is none. */
export function writeRelativeTime(value: unknown, to: unknown, run: RenderRun): string {
  const time = readTime(value);
  const origin = readTime(to);
  if (time === undefined || origin === undefined) return 'Invalid date';
  const { utc } = load(run);
  return utc(time).from(utc(origin));
}

function write(time: Moment, format: string): string {
  if (seenFormats.has(format) || seenFormats.size < maxFormats) {
    seenFormats.add(format);
    return time.format(format);
  }
  return format.replace(tokenPattern, (token) => (token.startsWith('[') ? token.slice(1, -1) : time.format(token)));
}

const locales = new Map<string, string>([['en', 'en']]);
/** There are about 140. */
const maxLocales = 500;

/** The locale itself, or that of its language, or English. */
function knownLocale(name: string, run: RenderRun): string {
  const wanted = name.toLowerCase().replaceAll('_', '-');
  const known = locales.get(wanted);
  if (known !== undefined) return known;
  const language = wanted.split('-', 1)[0] as string;
  const found = run.excuse(() => [wanted, language].find(loadLocale)) ?? 'en';
  if (locales.size < maxLocales) locales.set(wanted, found);
  return found;
}

function loadLocale(name: string): boolean {
  if (name === 'en') return true;
  if (!/^[a-z]{2,3}(?:-[a-z]{2,8}){0,2}$/.test(name)) return false;
  try {
    require(`moment/locale/${name}.js`);
  } catch {
    return false;
  }
  // Loading one makes it that of everything else.
  loaded?.locale('en');
  return true;
}
