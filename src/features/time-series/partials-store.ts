import type { Database } from '../../platform/database/database.ts';
import type { ComputedAggregation } from './aggregations.ts';
import {
  type BucketQuestion,
  chunksOf,
  hourMs,
  isEdge,
  isOfOne,
  keyAt,
  numberOf,
  ofSlot,
  packedStatesOf,
  parametersOf,
  rowsOf,
  slotAt,
} from './bucket-states.ts';
import { type TotalName, type Totals, totals } from './totals.ts';

/** What a statement computed of one device: columns as long as `buckets`, which are in order, each there once. */
export interface PartialColumns {
  readonly deviceRowId: number;
  readonly buckets: readonly number[];
  /** By the attribute's place in the question, then by the part's in the aggregation; null where there is no value. */
  readonly parts: readonly (readonly (readonly (number | null)[])[])[];
  /** The buckets at the ends of the range, of a slice, where the aggregation `rounds`; null otherwise. */
  readonly edges: readonly EdgeBucket[] | null;
}

/** The totals of a bucket as numerals with all their digits. */
export type EdgeBucket = readonly [bucket: number, ...ofAttributes: TotalTexts[]];

/** In the order of the aggregation's `totals`; null where there is no value. */
export type TotalTexts = readonly (string | null)[];

/**
 * Partial results of an aggregation; states are read once, whatever the number of attributes, and not at all where the
 * rollups of chunks say what they would. Columns arrive as JSON: a row of the protocol for each bucket, a text for each of
 * its numbers, would take as long as computing them.
 */
export async function readPartials(
  database: Database,
  question: BucketQuestion,
  aggregation: ComputedAggregation,
): Promise<PartialColumns[]> {
  const parts = question.keys.map((_key, index) => aggregation.partial(combined(index)));
  const computed = parts.flatMap((some, index) => some.map((part, place) => `(${part})::float8 as p${index}_${place}`));
  const columns = parts.map(
    (some, index) => `json_build_array(${some.map((_part, place) => `array_agg(p${index}_${place})`).join(', ')})`,
  );
  const edges = question.isSlice && aggregation.rounds ? edgesOf(question, aggregation) : undefined;
  const usesRollups = aggregation.totals.every((name) => totals[name].stored);
  const sources = [ofStates(question, aggregation)];
  if (usesRollups) sources.push(ofTotals(question, aggregation));
  if (usesRollups && question.resolution % hourMs === 0) sources.push(ofHours(question, aggregation));
  // Aggregates see the rows in the order of the subquery (manual, 9.21: "supplying the input values from a sorted
  // subquery"); the "offset 0" keeps that order from being had by sorting the states instead of the buckets.
  return database.query({
    sql: `with ${chunksOf(question, { usesRollups })}
      select device_row_id as "deviceRowId", to_json(array_agg(bucket)) as buckets, json_build_array(${columns.join(', ')}) as parts,
        ${edges?.collected ?? 'null::json'} as edges
      from (select * from (
          select ${ofSlot(question)}, ${[...computed, ...(edges?.computed ?? [])].join(', ')} from (${sources.join(' union all ')}) part group by slot offset 0
        ) unordered order by device_row_id, bucket) bucket
      group by device_row_id`,
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
}

/** Columns of the buckets at the ends of the range, and what makes one of those of a device. */
function edgesOf(question: BucketQuestion, { totals: names }: ComputedAggregation) {
  const computed = question.keys.map((_key, index) => {
    const of = combined(index);
    return `case when ${isEdge(question)} then json_build_array(${names.map((name) => `(${of[name]})::text`).join(', ')}) end as e${index}`;
  });
  const ofAttributes = question.keys.map((_key, index) => `e${index}`).join(', ');
  return { computed, collected: `json_agg(json_build_array(bucket, ${ofAttributes})) filter (where e0 is not null)` };
}

function column(name: TotalName, index: number): string {
  return `${name}${index}`;
}

/** The totals of a bucket, of those of its parts. */
function combined(index: number): Totals {
  return Object.fromEntries(
    Object.entries(totals).map(([name, { combine }]) => [name, combine(column(name as TotalName, index))]),
  ) as Totals;
}

/** `slot` and, for each key and total, a column; what `totalOf` makes of it. */
function columnsOf(
  { keys }: BucketQuestion,
  aggregation: ComputedAggregation,
  totalOf: (name: TotalName, index: number) => string,
): string {
  return keys
    .flatMap((_key, index) => aggregation.totals.map((name) => `${totalOf(name, index)} as ${column(name, index)}`))
    .join(', ');
}

function ofStates(question: BucketQuestion, aggregation: ComputedAggregation): string {
  // jsonb holds numbers as numeric: taken as they are they cost a third of what doubles do, and add up exactly.
  const values = question.keys.map(
    (_key, index) => `${aggregation.numeric ? numberOf(`v${index}`, question) : `v${index}`} as v${index}`,
  );
  const aggregates = columnsOf(question, aggregation, (name, index) => totals[name].ofValues(`v${index}`));
  // The "offset 0" keeps a value from being extracted anew for every aggregate that uses it.
  return `select slot, ${aggregates}
    from (select ${slotAt('time', question)} as slot, ${values.join(', ')}
      from (${rowsOf(question)} union all ${packedStatesOf(question)}) stored offset 0) state
    group by slot`;
}

/** A row for each chunk and attribute. */
function ofTotals(question: BucketQuestion, aggregation: ComputedAggregation): string {
  const stored = columnsOf(
    question,
    aggregation,
    (name, index) => `case when total.key = ${keyAt(index)} then total.${totals[name].stored?.total} end`,
  );
  return `select ${slotAt('start', question)}, ${stored} from chunk cross join lateral unnest(totals) total
    where way = 'total' and total.key = any($5::text[])`;
}

/** A row for each hour and attribute. */
function ofHours(question: BucketQuestion, aggregation: ComputedAggregation): string {
  const names = aggregation.totals.map((name) => `, ${name}`).join('');
  const arrays = aggregation.totals.map((name) => `, of_hours.${totals[name].stored?.hours}`).join('');
  const stored = columnsOf(
    question,
    aggregation,
    (name, index) => `case when of_hours.key = ${keyAt(index)} then hour.${name} end`,
  );
  return `select ${slotAt('begin', question)}, ${stored}
    from chunk cross join lateral unnest(hours) of_hours
    cross join lateral (select (start / ${hourMs} + at) * ${hourMs} as begin${names}
      from unnest(of_hours.at${arrays}) as one (at${names})) hour
    where way = 'hours' and of_hours.key = any($5::text[]) and begin >= first / ${hourMs} * ${hourMs} and begin <= last`;
}
