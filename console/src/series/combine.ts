import { t } from '../words/words.ts';
import { type Columns, type Line, toNumber, type Value } from './columns.ts';

/** How the lines of several devices become one or two: what is drawn when they are too many to tell apart. */
export const combinations = {
  none: t('Each by itself'),
  mean: t('Mean of all'),
  range: t('Smallest, mean and largest'),
  sum: t('Sum of all'),
} as const;
/** How lines are combined, as the address of the page names it. */
export type Combination = keyof typeof combinations;

type Reduce = (values: readonly number[]) => number;

const reducers: Readonly<Record<string, Reduce>> = {
  smallest: (values) => values.reduce((least, value) => Math.min(least, value)),
  mean: (values) => sum(values) / values.length,
  largest: (values) => values.reduce((most, value) => Math.max(most, value)),
  sum,
};

const parts: Readonly<Record<Exclude<Combination, 'none'>, readonly string[]>> = {
  mean: ['mean'],
  range: ['smallest', 'mean', 'largest'],
  sum: ['sum'],
};

/**
 * For each attribute one line, or three, that stand for all devices: at each time from the devices that have a value then.
 * Text is left out; what is true or false counts as 1 and 0.
 */
export function combine({ times, lines }: Columns, how: Combination): Columns {
  if (how === 'none') return { times, lines };
  const attributes = [...new Set(lines.map(({ attribute }) => attribute))];
  const combined = attributes.flatMap((attribute) => {
    const of = lines.filter((line) => line.attribute === attribute);
    const numbers = times.map((_, index) => present(of.map(({ values }) => values[index] ?? null)));
    return parts[how].map(
      (part): Line => ({
        key: `${part} ${attribute}`,
        deviceId: part,
        deviceName: part,
        attribute,
        values: numbers.map((some) => (some.length === 0 ? null : (reducers[part]?.(some) ?? null))),
      }),
    );
  });
  return { times, lines: combined };
}

function present(values: readonly (Value | null)[]): readonly number[] {
  return values.map(toNumber).filter((value) => value !== null);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
