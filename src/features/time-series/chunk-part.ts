import type { AttributeValue } from '../../kernel/attribute-value.ts';

/** What a device has reported at one time, of the keys of a question. */
export interface RawState {
  readonly time: number;
  /** In the order of the question's keys; null where the state has no value. */
  readonly values: readonly (AttributeValue | null)[];
}

/** The values of one attribute, as `chunk_part` (migration 0485) has them. */
type PartColumn =
  | { readonly scale: number; readonly integers: readonly (number | null)[] }
  | { readonly words: readonly string[]; readonly codes: readonly (number | null)[] }
  | { readonly values: readonly (AttributeValue | null)[] };

/** By attribute key. Null: the chunk has none of the keys that are asked for. */
export type ChunkPart = Readonly<Record<string, PartColumn>> | null;

/**
 * The states of a part of a chunk, in order of time, with the values of some keys, in their order.
 *
 * @param at.start epoch ms, to which the offsets are added
 */
export function unpackPart(
  part: ChunkPart,
  at: { readonly start: number; readonly offsets: readonly number[]; readonly keys: readonly string[] },
): RawState[] {
  if (part === null) return [];
  const columns = at.keys.map((key) => valuesOf(part[key]));
  return at.offsets.map((offset, place) => ({
    time: at.start + offset,
    values: columns.map((values) => values?.[place] ?? null),
  }));
}

function valuesOf(column: PartColumn | undefined): readonly (AttributeValue | null)[] | undefined {
  if (!column) return undefined;
  if ('values' in column) return column.values;
  if ('words' in column) {
    const { words, codes } = column;
    return codes.map((code) => (code === null ? null : (words[code - 1] ?? null)));
  }
  const { integers, scale } = column;
  if (scale === 0) return integers;
  // Both are exact in a double, so the quotient is the double that is nearest to the decimal: what its text is read as.
  const unit = 10 ** scale;
  return integers.map((integer) => (integer === null ? null : integer / unit));
}
