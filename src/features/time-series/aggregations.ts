import type { TotalName, Totals } from './totals.ts';

/** What a statement computes of one attribute in one bucket and slice of time: enough to go on from with the next slice. */
export type Partial = readonly number[];

/** Computed by the database; the parts of a bucket that was read in several slices are merged here. */
export interface ComputedAggregation {
  readonly kind: 'computed';
  /** Number attributes only; others are left out. */
  readonly numeric: boolean;
  readonly totals: readonly TotalName[];
  /** The parts of a `Partial` as SQL, made of these totals; null when the bucket has no value. */
  readonly partial: (of: Totals) => readonly string[];
  /** Left out where no partial result of bounded size exists: then a bucket is always read as a whole. */
  readonly merge?: (one: Partial, other: Partial) => Partial;
  /**
   * Whether `merge` rounds. What a bucket is must not depend on where slices of time happened to meet: it is then computed of the totals of
   * its parts (`cut-buckets.ts`).
   */
  readonly rounds?: boolean;
  readonly finish: (partial: Partial) => number;
}

/** Picks the value at one end of the bucket. */
export interface PickAggregation {
  readonly kind: 'pick';
  readonly numeric: false;
  readonly end: 'first' | 'last';
}

/** Keeps the least and the greatest value of the bucket, each as a point at the time at which it was reported. */
export interface ExtremesAggregation {
  readonly kind: 'extremes';
  readonly numeric: true;
}

export type Aggregation = ComputedAggregation | PickAggregation | ExtremesAggregation;

const first = ([value = Number.NaN]: Partial): number => value;
const counted = ({ count }: Totals): string => `nullif(${count}, 0)`;
/** As PostgreSQL's own avg has it. */
const mean = ({ sum, count }: Totals): string => `${sum} / nullif(${count}, 0)`;
/** Of the whole population. All is exact until the division: that two large numbers are subtracted costs no digit. */
function deviation({ count, sum, squares }: Totals): string {
  const spread = `(${count} * ${squares} - ${sum} * ${sum})`;
  return `case when ${spread} <= 0 then 0 else sqrt(${spread} / (${count} * ${count})) end`;
}

/** A result may be too small for a double, which PostgreSQL refuses to make of it: below half of the smallest it is 0. */
const representable = (result: string): string =>
  `case when abs(${result}) < 2.4703282292062328e-324 then 0 else ${result} end`;

/** Sums from here on are kept divided by 2^64: that of one slice may be too large although that of all is not. */
const largeSum = 1e300;
const largeUnit = 2 ** 64;

function computed(
  total: TotalName,
  merge: ((one: number, other: number) => number) | undefined,
  aggregate = (of: Totals): string => of[total],
): ComputedAggregation {
  return {
    kind: 'computed',
    numeric: true,
    totals: [total],
    partial: (of) => [aggregate(of)],
    ...(merge ? { merge: (one, other) => [merge(first(one), first(other))] } : {}),
    finish: first,
  };
}

/** Aggregations by name (semantics.md, "Devices and their state" and "Decisions about values"); undefined: points as they were reported. */
const aggregations = {
  FIRST: { kind: 'pick', numeric: false, end: 'first' },
  LAST: { kind: 'pick', numeric: false, end: 'last' },
  COUNT: { ...computed('count', (one, other) => one + other, counted), numeric: false },
  MAX: computed('most', Math.max),
  MIN: computed('least', Math.min),
  MEDIAN: computed('median', undefined),
  MEAN: {
    kind: 'computed',
    numeric: true,
    rounds: true,
    totals: ['count', 'sum'],
    partial: (of) => [counted(of), representable(mean(of))],
    merge: (one, other) => mergeMoments([...one, 0], [...other, 0]).slice(0, 2),
    finish: ([, value = Number.NaN]) => value,
  },
  SUM: {
    kind: 'computed',
    numeric: true,
    rounds: true,
    // What is large, in units of 2^64, and what is not: one of them is 0. Written such that both are null without a value.
    totals: ['sum'],
    partial: ({ sum }) => [
      `case when abs(${sum}) < 1e300 then 0 else ${sum} / ${BigInt(largeUnit)} end`,
      `case when abs(${sum}) >= 1e300 then 0 else ${representable(sum)} end`,
    ],
    merge: mergeSums,
    finish: ([large = 0, small = Number.NaN]) => (large === 0 ? small : (large + small / largeUnit) * largeUnit),
  },
  // Of the whole population: the bucket's values are all there are, and a single one deviates by 0.
  STD_DEV: {
    kind: 'computed',
    numeric: true,
    rounds: true,
    totals: ['count', 'sum', 'squares'],
    partial: (of) => [counted(of), representable(mean(of)), representable(deviation(of))],
    merge: mergeMoments,
    finish: ([, , value = Number.NaN]) => value,
  },
  MINMAX: { kind: 'extremes', numeric: true },
  NONE: undefined,
} as const satisfies Record<string, Aggregation | undefined>;

export type AggregationName = keyof typeof aggregations;
export const aggregationNames = Object.keys(aggregations) as AggregationName[];

export function isAggregationName(name: string): name is AggregationName {
  return Object.hasOwn(aggregations, name);
}

export function findAggregation(name: AggregationName): Aggregation | undefined {
  return aggregations[name];
}

function mergeSums([large1 = 0, small1 = 0]: Partial, [large2 = 0, small2 = 0]: Partial): Partial {
  const large = large1 + large2;
  const small = small1 + small2;
  return Math.abs(small) < largeSum ? [large, small] : [large + small / largeUnit, 0];
}

/**
 * Count, mean and standard deviation of two sets together (Chan, Golub, LeVeque 1979): no difference of large sums, and no
 * squares, which overflow where deviations do not.
 */
function mergeMoments(
  [count1 = 0, mean1 = 0, deviation1 = 0]: Partial,
  [count2 = 0, mean2 = 0, deviation2 = 0]: Partial,
): Partial {
  const count = count1 + count2;
  const [share1, share2] = [count1 / count, count2 / count];
  const distance = mean2 - mean1;
  const mean = Number.isFinite(distance) ? mean1 + distance * share2 : mean1 * share1 + mean2 * share2;
  const spread = Math.sqrt(share1 * share2);
  const deviation = Math.hypot(
    deviation1 * Math.sqrt(share1),
    deviation2 * Math.sqrt(share2),
    // At most half, so that the difference of the products is finite where that of the means is not.
    Number.isFinite(distance) ? distance * spread : mean2 * spread - mean1 * spread,
  );
  return [count, mean, deviation];
}
