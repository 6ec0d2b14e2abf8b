import { formatLocale, formatSpecifier } from 'd3-format';
import { asNumber, isExactNumber } from '../../../kernel/json-text.ts';
import { toScriptText, toText } from '../conversions.ts';
import type { Helper } from '../helper.ts';
import { writeJson } from '../json-writer.ts';
import { writeTime } from '../moments.ts';
import { isContainer } from '../values.ts';
import { defaultTimeFormat } from './dates.ts';

/** A minus that other programs read, where d3 writes the typographer's. */
const { format: numberFormat } = formatLocale({
  decimal: '.',
  thousands: ',',
  grouping: [3],
  currency: ['$', ''],
  minus: '-',
});
/** Wider ones would only be made to use up memory. */
const maxWidth = 200;

/** A number as a specifier of d3-format has it; as it is where that is none. */
export function formatNumber(value: number, specifier: string): string {
  try {
    if (specifier.length > 100 || (formatSpecifier(specifier).width ?? 0) > maxWidth) return String(value);
    return numberFormat(specifier)(value);
  } catch {
    return String(value);
  }
}

/** `format v f`: numbers by d3-format, Dates by Moment.js, objects as JSON. */
export const formatHelpers: readonly [string, Helper][] = [
  [
    'format',
    {
      call([given, format], { run }) {
        const value = isExactNumber(given) ? asNumber(given) : given;
        if (typeof value === 'number') return formatNumber(value, toText(format) || ',.6');
        if (value instanceof Date) return writeTime(value, toText(format) || defaultTimeFormat, 'UTC', 'en', run);
        if (isContainer(value)) return writeJson(value);
        return value === undefined || value === null ? '' : toScriptText(value);
      },
    },
  ],
];
