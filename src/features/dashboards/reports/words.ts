import { readDateTime } from '../../../kernel/time-text.ts';

/** How many digits a number is written with. */
interface Digits {
  readonly digits: number;
  /** Whether those are decimals. */
  readonly isFixed: boolean;
}

/** Writes numbers and times of a report, in its locale and time zone. */
export class ReportWords {
  readonly #locale: string;
  readonly #time: Intl.DateTimeFormat;

  constructor({ locale, zone }: { locale: string | undefined; zone: string }) {
    this.#locale = readLocale(locale);
    this.#time = new Intl.DateTimeFormat(this.#locale, {
      timeZone: zone,
      dateStyle: 'medium',
      timeStyle: 'short',
    });
  }

  /** A time as the API writes it; anything else as it is. */
  time(text: string): string {
    const time = readDateTime(text);
    return Number.isNaN(time) ? text : this.#time.format(time);
  }

  number(value: number, { digits, isFixed }: Digits = { digits: 6, isFixed: false }): string {
    if (!Number.isFinite(value)) return String(value);
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-6 || size >= 1e15)) return value.toPrecision(Math.min(21, Math.max(1, digits)));
    const bounded = Math.min(20, Math.max(0, Math.round(digits)));
    return new Intl.NumberFormat(
      this.#locale,
      isFixed
        ? { minimumFractionDigits: bounded, maximumFractionDigits: bounded }
        : { maximumSignificantDigits: Math.max(1, bounded) },
    ).format(value);
  }

  /** Any value of a block: `--` for none, times of the API in words. */
  value(value: unknown, digits?: Digits): string {
    if (value === undefined || value === null || value === '') return '--';
    if (typeof value === 'number') return this.number(value, digits);
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (typeof value !== 'string') return JSON.stringify(value);
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) ? this.time(value) : value;
  }
}

function readLocale(locale: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(locale ?? 'en')[0] ?? 'en';
  } catch {
    return 'en';
  }
}
