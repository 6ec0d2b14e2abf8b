import { formatLocale } from '../words/language.ts';

/** SI prefixes by their power of a thousand. */
const prefixes: Readonly<Record<number, string>> = {
  '-4': 'p',
  '-3': 'n',
  '-2': 'µ',
  '-1': 'm',
  0: '',
  1: 'k',
  2: 'M',
  3: 'G',
  4: 'T',
  5: 'P',
};

/** Numbers up to here are read as they stand; longer ones leave no room for the plot. */
const plainFrom = 1e-3;
const plainTo = 1e5;

/**
 * Labels for the ticks of an axis, in the language of the browser: as short as the distance of the ticks allows, with an SI
 * prefix where the numbers are very large or very small (`1.2 M`, `100 n`), with an exponent where there is no prefix.
 */
export function formatAxisNumbers(ticks: readonly (number | null)[]): string[] {
  const numbers = ticks.filter((tick) => tick !== null);
  const largest = Math.max(0, ...numbers.map(Math.abs));
  const step = Math.abs((numbers[1] ?? largest) - (numbers[0] ?? 0)) || largest || 1;
  const isPlain = largest === 0 || (largest >= plainFrom && largest < plainTo);
  const power = isPlain ? 0 : Math.floor(Math.log10(largest) / 3 + 1e-9);
  const prefix = prefixes[power];
  if (prefix === undefined) return ticks.map((tick) => (tick === null ? '' : exponential.format(tick)));
  const unit = 1000 ** power;
  const digits = Math.min(12, Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9)));
  const format = new Intl.NumberFormat(formatLocale, { maximumFractionDigits: digits });
  return ticks.map((tick) =>
    tick === null ? '' : `${format.format(tick / unit)}${prefix === '' || tick === 0 ? '' : ` ${prefix}`}`,
  );
}

const exponential = new Intl.NumberFormat(formatLocale, { notation: 'scientific', maximumSignificantDigits: 4 });
