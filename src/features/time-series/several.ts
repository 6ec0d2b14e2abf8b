import type { ComputedAggregation, Partial } from './aggregations.ts';
import type { TotalName, Totals } from './totals.ts';

/** Several aggregations of the same values as one, and how its result falls into theirs. */
export interface Several {
  readonly aggregation: ComputedAggregation;
  /** The result of each, in the order in which they were given. */
  readonly split: (partial: Partial) => Partial[];
}

/** Whether two may be computed together: of the same values, and both of rollups or both of states. */
export function mayBeTogether(one: ComputedAggregation, other: ComputedAggregation): boolean {
  const isOfRollups = ({ totals }: ComputedAggregation): boolean => !totals.includes('median');
  return one.numeric === other.numeric && isOfRollups(one) && isOfRollups(other);
}

/** What one statement computes of the same values for several aggregations; `mayBeTogether` says which. */
export function together(aggregations: readonly ComputedAggregation[]): Several {
  const [first] = aggregations;
  if (!first) throw new Error('there is no aggregation');
  if (aggregations.length === 1) return { aggregation: first, split: (partial) => [partial] };
  const lengths = aggregations.map(({ partial }) => partial(placeholders).length);
  const split = (partial: Partial): Partial[] => {
    let from = 0;
    return lengths.map((length) => {
      from += length;
      return partial.slice(from - length, from);
    });
  };
  const merges = aggregations.flatMap(({ merge }) => merge ?? []);
  const merge = (one: Partial, other: Partial): Partial => {
    const others = split(other);
    return split(one).flatMap((partial, place) => merges[place]?.(partial, others[place] ?? []) ?? []);
  };
  return {
    split,
    aggregation: {
      kind: 'computed',
      numeric: first.numeric,
      totals: [...new Set(aggregations.flatMap(({ totals }) => totals))],
      partial: (of) => aggregations.flatMap(({ partial }) => partial(of)),
      ...(merges.length === aggregations.length ? { merge } : {}),
      finish: () => Number.NaN,
    },
  };
}

/** To see how many parts an aggregation has. */
const placeholders = Object.fromEntries(
  (['count', 'sum', 'squares', 'least', 'most', 'median'] satisfies TotalName[]).map((name) => [name, name]),
) as unknown as Totals;
