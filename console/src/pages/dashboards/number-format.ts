import { formatLocale } from 'd3-format';
import { formatLocale as viewersLocale } from '../../words/language.ts';

/** Wider or longer ones would only be made to use up memory; the server has the same bounds. */
const [maxWidth, maxLength] = [200, 100];

const parts = new Intl.NumberFormat(viewersLocale).formatToParts(-12_345.6);
const partOf = (type: Intl.NumberFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
const { format } = formatLocale({
  decimal: partOf('decimal'),
  thousands: partOf('group'),
  grouping: [3],
  currency: ['$', ''],
});

/**
 * Writes numbers as a specifier of d3-format says (`.1f`, `,.0f`, `.2~s`), with the viewer's separators.
 *
 * @returns undefined for a specifier that is none, as the platform takes it: numbers are then written as always
 */
export function makeNumberFormat(specifier: string | undefined): ((value: number) => string) | undefined {
  if (!specifier || specifier.length > maxLength || Number(/\d{3,}/.exec(specifier)?.[0] ?? 0) > maxWidth)
    return undefined;
  try {
    return format(specifier);
  } catch {
    return undefined;
  }
}
