/** What is computed of the values of an attribute in a bucket, whose result an aggregation is made of. */
export type TotalName = 'count' | 'sum' | 'squares' | 'least' | 'most' | 'median';

/** The totals as SQL expressions, null without a value. */
export type Totals = Readonly<Record<TotalName, string>>;

interface Total {
  /** Of values that are numerics, but for `count`. */
  readonly ofValues: (value: string) => string;
  /** Of the totals of parts of the bucket. */
  readonly combine: (part: string) => string;
  /** Fields of `state_total` and `state_hours` (migration 0450); a median has none and cannot be combined. */
  readonly stored?: { readonly total: string; readonly hours: string };
}

/** Numerics are added up exactly, in whichever order and parts, so a total is the same of states and of rollups. */
export const totals: Readonly<Record<TotalName, Total>> = {
  count: {
    ofValues: (value) => `count(${value})`,
    combine: (part) => `sum(${part})`,
    stored: { total: 'count', hours: 'counts' },
  },
  sum: {
    ofValues: (value) => `sum(${value})`,
    combine: (part) => `sum(${part})`,
    stored: { total: 'sum', hours: 'sums' },
  },
  squares: {
    ofValues: (value) => `sum(${value} * ${value})`,
    combine: (part) => `sum(${part})`,
    stored: { total: 'squares', hours: 'squares' },
  },
  least: {
    ofValues: (value) => `min(${value})::float8`,
    combine: (part) => `min(${part})`,
    stored: { total: 'least', hours: 'least' },
  },
  most: {
    ofValues: (value) => `max(${value})::float8`,
    combine: (part) => `max(${part})`,
    stored: { total: 'most', hours: 'most' },
  },
  median: {
    ofValues: (value) => `percentile_cont(0.5) within group (order by ${value}::float8)`,
    combine: (part) => `max(${part})`,
  },
};
