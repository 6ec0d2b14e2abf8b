import type { ComputedAggregation, Partial } from './aggregations.ts';
import { tooLarge } from './answer.ts';
import type { CutBucket } from './cut-buckets.ts';
import type { DeviceValues } from './device-values.ts';
import type { EdgeBucket, PartialColumns, TotalTexts } from './partials-store.ts';

/** What slices found of one device, put together as they come: memory does not grow with their number. */
export class JoinedSlices {
  readonly #aggregation: ComputedAggregation;
  /** The newest first, as slices come. */
  readonly #buckets: number[] = [];
  /** By attribute; undefined where it has no value in the bucket. */
  readonly #columns: readonly (Partial | undefined)[][];
  /** Of the oldest bucket, which the next slice may have a part of. */
  #oldest: EdgeBucket | undefined;
  /** The parts of buckets that several slices share, by their place in `buckets`, where merging them would round. */
  readonly #cuts = new Map<number, EdgeBucket[]>();

  constructor(aggregation: ComputedAggregation, attributes: number) {
    this.#aggregation = aggregation;
    this.#columns = Array.from({ length: attributes }, () => []);
  }

  addOlder({ buckets, parts, edges }: PartialColumns): void {
    const { merge, rounds } = this.#aggregation;
    const edgeOf = (bucket: number | undefined) => edges?.find(([at]) => at === bucket);
    for (let row = buckets.length - 1; row >= 0; row -= 1) {
      const bucket = buckets[row] ?? Number.NaN;
      // A bucket that the two slices share lies where they meet.
      const isCut = merge !== undefined && bucket === this.#buckets.at(-1);
      if (!isCut) this.#buckets.push(bucket);
      else if (rounds) this.#noteCut(edgeOf(bucket));
      for (const [position, column] of this.#columns.entries()) {
        const partial = partialAt(parts[position] ?? [], row);
        if (!isCut) column.push(partial);
        else if (partial) {
          // Where that rounds, it only says that there is a value, until that is computed.
          const newer = column.at(-1);
          column[column.length - 1] = newer ? merge(partial, newer) : partial;
        }
      }
    }
    if (rounds && buckets.length > 0) this.#oldest = edgeOf(buckets[0]);
  }

  #noteCut(part: EdgeBucket | undefined): void {
    const row = this.#buckets.length - 1;
    const parts = this.#cuts.get(row) ?? [this.#oldest];
    this.#cuts.set(
      row,
      [...parts, part].filter((one) => one !== undefined),
    );
  }

  /** What is to be computed before `finish`. */
  *cutBuckets(): Generator<CutBucket> {
    for (const [row, edges] of this.#cuts) {
      for (const [position, column] of this.#columns.entries()) {
        const parts = edges.map((edge) => edge[position + 1] as TotalTexts);
        const done = (partial: Partial): void => {
          column[row] = partial;
        };
        if (column[row]) yield { parts, done };
      }
    }
  }

  /** The oldest first. @throws AppError Validation when a value is too large */
  finish(): DeviceValues {
    const finishIf = (partial: Partial | undefined): number | undefined => {
      if (!partial) return undefined;
      const value = this.#aggregation.finish(partial);
      if (!Number.isFinite(value)) throw tooLarge();
      return value;
    };
    return {
      buckets: this.#buckets.toReversed(),
      columns: this.#columns.map((column) => column.map(finishIf).reverse()),
    };
  }
}

/** Undefined when the attribute has no value in the bucket: then its parts are null. */
function partialAt(columns: PartialColumns['parts'][number], row: number): Partial | undefined {
  const partial: number[] = [];
  for (const column of columns) {
    const part = column[row];
    if (part === null || part === undefined) return undefined;
    partial.push(part);
  }
  return partial;
}
