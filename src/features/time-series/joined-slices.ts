import type { ComputedAggregation, Partial } from './aggregations.ts';
import { tooLarge } from './answer.ts';
import type { DeviceValues } from './device-values.ts';
import type { PartialColumns } from './partials-store.ts';

/** What slices found of one device, put together as they come: memory does not grow with their number. */
export class JoinedSlices {
  readonly #aggregation: ComputedAggregation;
  /** The newest first, as slices come. */
  readonly #buckets: number[] = [];
  /** By attribute; undefined where it has no value in the bucket. */
  readonly #columns: readonly (Partial | undefined)[][];

  constructor(aggregation: ComputedAggregation, attributes: number) {
    this.#aggregation = aggregation;
    this.#columns = Array.from({ length: attributes }, () => []);
  }

  addOlder({ buckets, parts }: PartialColumns): void {
    const { merge } = this.#aggregation;
    for (let row = buckets.length - 1; row >= 0; row -= 1) {
      const bucket = buckets[row] ?? Number.NaN;
      // A bucket that the two slices share lies where they meet.
      const isCut = merge !== undefined && bucket === this.#buckets.at(-1);
      if (!isCut) this.#buckets.push(bucket);
      for (const [position, column] of this.#columns.entries()) {
        const partial = partialAt(parts[position] ?? [], row);
        if (!isCut) column.push(partial);
        else if (partial) {
          const newer = column.at(-1);
          column[column.length - 1] = newer ? merge(partial, newer) : partial;
        }
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
