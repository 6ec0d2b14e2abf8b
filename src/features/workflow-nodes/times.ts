import { createRequire } from 'node:module';
import type { Moment } from 'moment';
import type moment from 'moment-timezone';
import { lazily } from '../../kernel/lazily.ts';
import { cutText } from '../../kernel/text.ts';
import { compileTemplate, readTime } from '../../platform/language/index.ts';
import { NodeError } from './errors.ts';

/** Longer than any time, or format of one, that people write. */
const maxLength = 200;

/** Loaded by the first node that reckons with times: that takes 40 ms. */
const load = lazily(() => createRequire(import.meta.url)('moment-timezone') as typeof moment);

/**
 * The time that a value means, in a zone; undefined when it is none.
 *
 * @param format of Moment.js; empty: a Date, ms, or a text as `readTime` takes it
 * @throws NodeError ValidationError for a zone that there is not
 */
export function readMoment(value: unknown, format: string, zone: string): Moment | undefined {
  const { tz } = load();
  if (!tz.zone(zone)) throw new NodeError('ValidationError', `There is no time zone ${cutText(zone, 80)}`);
  if (format.length > maxLength)
    throw new NodeError('ValidationError', `A format of times must not be longer than ${maxLength} characters`);
  if (format === '' || value instanceof Date) {
    const time = readTime(value);
    return time === undefined ? undefined : tz(time, zone);
  }
  if ((typeof value !== 'string' && typeof value !== 'number') || String(value).length > maxLength) return undefined;
  const read = tz(String(value), format, zone);
  return read.isValid() ? read : undefined;
}

const formatting = '{{formatDate time format zone}}';

/** A time in a format of Moment.js, as the helper `formatDate` writes it. @throws TemplateError for a zone that there is not */
export function formatTime(time: Date | number, format: string, zone: string): string {
  return compileTemplate(formatting, { escape: false }).render({ time, format, zone });
}
