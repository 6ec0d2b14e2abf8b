import type { Database } from '../../platform/database/database.ts';
import type { ComputedAggregation, Partial } from './aggregations.ts';
import { readInRange } from './answer.ts';
import type { TotalTexts } from './partials-store.ts';
import { totals } from './totals.ts';

/** What one attribute has in a bucket that was read in several slices: the totals of each of them. */
export interface CutBucket {
  readonly parts: readonly TotalTexts[];
  /** Told what they are together, as if the bucket had been read at once. */
  readonly done: (partial: Partial) => void;
}

/** Parts of one statement. */
const maxParts = 5_000;

/** Computes buckets of the totals of their parts, which are exact, as the statements that read states do: to the last bit. */
export async function combineCutBuckets(
  database: Database,
  aggregation: ComputedAggregation,
  cuts: Iterable<CutBucket>,
): Promise<void> {
  let waiting: CutBucket[] = [];
  let parts = 0;
  for (const cut of cuts) {
    waiting.push(cut);
    parts += cut.parts.length;
    if (parts < maxParts) continue;
    await combine(database, aggregation, waiting);
    waiting = [];
    parts = 0;
  }
  if (waiting.length > 0) await combine(database, aggregation, waiting);
}

async function combine(
  database: Database,
  aggregation: ComputedAggregation,
  cuts: readonly CutBucket[],
): Promise<void> {
  const { totals: names } = aggregation;
  const of = Object.fromEntries(Object.entries(totals).map(([name, { combine }]) => [name, combine(name)]));
  const results = aggregation.partial(of as Parameters<typeof aggregation.partial>[0]);
  const rows = cuts.flatMap(({ parts }, place) => parts.map((part) => ({ place, part })));
  const found = await readInRange(
    database.query<{ place: number; partial: number[] }>({
      sql: `select place, json_build_array(${results.map((result) => `(${result})::float8`).join(', ')}) as partial
        from unnest($1::integer[], ${names.map((_name, index) => `$${index + 2}::numeric[]`).join(', ')}) as part (place, ${names.join(', ')})
        group by place`,
      parameters: [
        rows.map(({ place }) => place),
        ...names.map((_name, index) => rows.map(({ part }) => part[index] ?? null)),
      ],
    }),
  );
  for (const { place, partial } of found) cuts[place]?.done(partial);
}
