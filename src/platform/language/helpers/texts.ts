import { toNumber, toText } from '../conversions.ts';
import type { Helper } from '../helper.ts';

function ofText(change: (text: string) => unknown): Helper {
  return { call: ([value]) => change(toText(value)) };
}

/** Every word with a capital, which is what begins after a blank or a hyphen. */
function toTitleCase(text: string): string {
  return text
    .toLowerCase()
    .replace(/(^|[\s-])(\S)/gu, (_, before: string, first: string) => before + first.toUpperCase());
}

/** Work on `String(value)`, a missing one being empty. */
export const textHelpers: readonly [string, Helper][] = [
  ['upper', ofText((text) => text.toUpperCase())],
  ['lower', ofText((text) => text.toLowerCase())],
  ['trim', ofText((text) => text.trim())],
  ['titleCase', ofText(toTitleCase)],
  [
    'substring',
    {
      call: ([value, from, to]) =>
        toText(value).substring(toNumber(from), to === undefined || to === null ? undefined : toNumber(to)),
    },
  ],
];
