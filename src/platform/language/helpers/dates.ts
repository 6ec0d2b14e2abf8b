import { toText } from '../conversions.ts';
import type { Helper } from '../helper.ts';
import { writeRelativeTime, writeTime } from '../moments.ts';

export const defaultTimeFormat = 'L LTS';

/** A blank one is as good as none: it comes from a payload that does not have it. */
function textOr(value: unknown, otherwise: string): string {
  return toText(value).trim() === '' ? otherwise : toText(value);
}

/** Times, in UTC unless a zone is named. */
export const dateHelpers: readonly [string, Helper][] = [
  [
    'formatDate',
    {
      call: ([value, format, zone, locale], { run }) =>
        writeTime(value, textOr(format, defaultTimeFormat), textOr(zone, 'UTC'), textOr(locale, 'en'), run),
    },
  ],
  [
    'currentDateTime',
    {
      standsAlone: true,
      call: ([format, zone, locale], { run }) =>
        writeTime(new Date(), textOr(format, defaultTimeFormat), textOr(zone, 'UTC'), textOr(locale, 'en'), run),
    },
  ],
  [
    'formatDateRelative',
    { call: ([value, to], { run }) => writeRelativeTime(value, to === undefined ? new Date() : to, run) },
  ],
];
