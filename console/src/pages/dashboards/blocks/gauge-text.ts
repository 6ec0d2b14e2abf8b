import { formatValue } from '../../../shared/format.ts';
import { formatLocale } from '../../../words/language.ts';
import type { GaugeData } from '../shown.ts';

/** A number as the block wants it: so many digits in all, or behind the point. */
export function formatGauge({ value, precision, precisionType, percent, asPercentage }: GaugeData): string {
  if (value === undefined) return '--';
  if (typeof value !== 'number') return formatValue(value);
  const number = asPercentage && percent !== undefined ? percent : value;
  const digits = Math.min(20, Math.max(0, Math.round(precision)));
  const size = Math.abs(number);
  const isPlain = number === 0 || (size >= 1e-6 && size < 1e15);
  const format =
    precisionType === 'floating'
      ? { minimumFractionDigits: digits, maximumFractionDigits: digits }
      : { maximumSignificantDigits: Math.max(1, digits) };
  const text = isPlain
    ? new Intl.NumberFormat(formatLocale, format).format(number)
    : number.toPrecision(Math.max(1, digits));
  return asPercentage && percent !== undefined ? `${text} %` : text;
}
