import type { AttributeValue } from '../../kernel/attribute-value.ts';

/** A state as `device_state` holds it. */
export interface StoredState {
  readonly time: number;
  readonly data: Readonly<Record<string, AttributeValue>>;
}

/** A `state_column` (migration 0370): the values of one attribute key, null where a state has none. */
export interface PackedColumn {
  readonly key: string;
  readonly scale?: number;
  readonly small?: readonly (number | null)[];
  readonly wide?: readonly (number | null)[];
  readonly doubles?: readonly (number | null)[];
  readonly flags?: readonly (boolean | null)[];
  readonly words?: readonly string[];
  readonly codes?: readonly (number | null)[];
}

const maxSmall = 2 ** 15 - 1;
const maxWide = 2 ** 31 - 1;
const plainDecimal = /^-?\d+(?:\.(\d+))?$/;

/**
 * The columns of a chunk of states, in which each value can be found again exactly; undefined where a key has values of
 * several types, which no device stores.
 */
export function packStates(states: readonly StoredState[]): PackedColumn[] | undefined {
  const keys = [...new Set(states.flatMap(({ data }) => Object.keys(data)))].sort();
  const columns: PackedColumn[] = [];
  for (const key of keys) {
    const column = packColumn(
      key,
      states.map(({ data }) => data[key] ?? null),
    );
    if (!column) return undefined;
    columns.push(column);
  }
  return columns;
}

function packColumn(key: string, values: readonly (AttributeValue | null)[]): PackedColumn | undefined {
  if (isAllOf(values, 'boolean')) return { key, flags: values };
  if (isAllOf(values, 'number')) return packNumbers(key, values);
  if (isAllOf(values, 'string')) return packTexts(key, values);
  return undefined;
}

function isAllOf<Type extends 'boolean' | 'number' | 'string'>(
  values: readonly (AttributeValue | null)[],
  type: Type,
): values is readonly ({ boolean: boolean; number: number; string: string }[Type] | null)[] {
  return values.every((value) => value === null || typeof value === type);
}

/** As integers where all are decimals with so few digits that one scale suits them. */
function packNumbers(key: string, values: readonly (number | null)[]): PackedColumn {
  const texts = values.map((value) => (value === null ? null : String(value)));
  const digits = texts.map((text) => (text === null ? 0 : fractionDigits(text)));
  const scale = digits.reduce((most, one) => Math.max(most, one), 0);
  if (scale <= 9) {
    const integers = texts.map((text, index) =>
      text === null ? null : Number(text.replace('.', '') + '0'.repeat(scale - (digits[index] ?? 0))),
    );
    const largest = integers.reduce<number>((most, one) => Math.max(most, Math.abs(one ?? 0)), 0);
    if (largest <= maxSmall) return { key, scale, small: integers };
    if (largest <= maxWide) return { key, scale, wide: integers };
  }
  return { key, doubles: values };
}

/** Digits after the point; Infinity for a number that is written with an exponent. */
function fractionDigits(text: string): number {
  const match = plainDecimal.exec(text);
  return match ? (match[1]?.length ?? 0) : Number.POSITIVE_INFINITY;
}

function packTexts(key: string, values: readonly (string | null)[]): PackedColumn {
  const places = new Map<string, number>();
  const codes = values.map((value) => {
    if (value === null) return null;
    const place = places.get(value) ?? places.size + 1;
    places.set(value, place);
    return place;
  });
  return { key, words: [...places.keys()], codes };
}
