/** What a statement computes of one attribute in one bucket and slice of time: enough to go on from with the next slice. */
export type Partial = readonly number[];

/** Computed by the database; the parts of a bucket that was read in several slices are merged here. */
export interface ComputedAggregation {
  readonly kind: 'computed';
  /** Number attributes only; others are left out. */
  readonly numeric: boolean;
  /** The parts of a `Partial` as SQL aggregates of `value`, a numeric if `numeric`; null when the bucket has no value. */
  readonly partial: (value: string) => readonly string[];
  /** Left out where no partial result of bounded size exists: then a bucket is always read as a whole. */
  readonly merge?: (one: Partial, other: Partial) => Partial;
  readonly finish: (partial: Partial) => number;
}

/** Picks the value at one end of the bucket. */
export interface PickAggregation {
  readonly kind: 'pick';
  readonly numeric: false;
  readonly end: 'first' | 'last';
}

export type Aggregation = ComputedAggregation | PickAggregation;

const first = ([value = Number.NaN]: Partial): number => value;
const counted = (value: string): string => `nullif(count(${value}), 0)`;

/**
 * A quotient may be too small for a double, which PostgreSQL refuses to make of it; the last place that one can hold is
 * 1e-323. Only such are rounded: to write a number with 323 decimals takes longer than to read the row that it came from.
 */
const representable = (quotient: string): string =>
  `case when abs(${quotient}) < 1e-300 then round(${quotient}, 323) else ${quotient} end`;

function computed(
  aggregate: (value: string) => string,
  merge: ((one: number, other: number) => number) | undefined,
): ComputedAggregation {
  return {
    kind: 'computed',
    numeric: true,
    partial: (value) => [aggregate(value)],
    ...(merge ? { merge: (one, other) => [merge(first(one), first(other))] } : {}),
    finish: first,
  };
}

/** Aggregations by name (semantics.md, "Devices and their state"); undefined: points as they were reported. */
const aggregations = {
  FIRST: { kind: 'pick', numeric: false, end: 'first' },
  LAST: { kind: 'pick', numeric: false, end: 'last' },
  COUNT: { ...computed(counted, (one, other) => one + other), numeric: false },
  MAX: computed((value) => `max(${value})`, Math.max),
  MIN: computed((value) => `min(${value})`, Math.min),
  MEDIAN: computed((value) => `percentile_cont(0.5) within group (order by ${value}::float8)`, undefined),
  MEAN: {
    kind: 'computed',
    numeric: true,
    partial: (value) => [counted(value), representable(`avg(${value})`)],
    merge: (one, other) => mergeMoments([...one, 0], [...other, 0]).slice(0, 2),
    finish: ([, mean = Number.NaN]) => mean,
  },
  SUM: computed(
    (value) => `sum(${value})`,
    (one, other) => one + other,
  ),
  // Of the whole population: the bucket's values are all there are, and a single one deviates by 0.
  STD_DEV: {
    kind: 'computed',
    numeric: true,
    partial: (value) => [counted(value), representable(`avg(${value})`), representable(`var_pop(${value})`)],
    merge: mergeMoments,
    finish: ([, , variance = Number.NaN]) => Math.sqrt(variance),
  },
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

/** Count, mean and variance of two sets together (Chan, Golub, LeVeque 1979): no difference of large sums. */
function mergeMoments(
  [count1 = 0, mean1 = 0, variance1 = 0]: Partial,
  [count2 = 0, mean2 = 0, variance2 = 0]: Partial,
): Partial {
  const count = count1 + count2;
  const distance = mean2 - mean1;
  const share = count2 / count;
  const between = distance * distance * (count1 / count) * share;
  return [count, mean1 + distance * share, variance1 * (count1 / count) + variance2 * share + between];
}
