import { type AttributeType, type AttributeValue, convertAttributeValue } from '../../kernel/attribute-value.ts';
import { deviationOf, meanOf, medianOf, sumOf } from '../../kernel/statistics.ts';
import type { TagPair } from '../../kernel/tags.ts';
import { tagsMatch } from '../../kernel/tags.ts';
import type { StoredAttribute } from '../devices/index.ts';

/** The newest value of one attribute of one child. */
export interface ChildValue {
  /** Epoch ms. */
  readonly t: number;
  readonly v: AttributeValue;
}

type SystemSettings = NonNullable<StoredAttribute['system']>;
export type ChildAttribute = NonNullable<SystemSettings['childAttributes']>[number];

/** Whether a system's attribute takes this attribute from this child. */
export function takesFrom(
  child: { readonly id: string; readonly tags: readonly TagPair[] },
  from: ChildAttribute,
): boolean {
  if (from.mode === 'all') return true;
  const ids = from.deviceIds ?? [];
  const listed =
    ids.some((id) => id.toLowerCase() === child.id) || tagsMatch([...child.tags], [...(from.deviceTags ?? [])]);
  return from.mode === 'whitelist' ? listed : !listed;
}

/**
 * One value for an attribute of a system out of one value of each child, in the system attribute's own type; undefined
 * when there is nothing to compute it from. COUNT counts the children that have a value; FIRST and LAST take the oldest
 * and the newest of the values; the others compute with numbers, leaving out what converts to none. STD_DEV is of the
 * whole population, as in time-series queries.
 */
export function aggregate(
  aggregation: SystemSettings['aggregation'],
  values: readonly ChildValue[],
  type: AttributeType,
): AttributeValue | undefined {
  const result = compute(aggregation, values);
  if (result === undefined) return undefined;
  const converted = convertAttributeValue(result, type);
  return converted.ok ? converted.value : undefined;
}

function compute(
  aggregation: SystemSettings['aggregation'],
  values: readonly ChildValue[],
): AttributeValue | undefined {
  if (values.length === 0) return undefined;
  switch (aggregation) {
    case undefined:
      return undefined;
    case 'COUNT':
      return values.length;
    case 'FIRST':
      return values.reduce((first, value) => (value.t < first.t ? value : first)).v;
    case 'LAST':
      return values.reduce((last, value) => (value.t >= last.t ? value : last)).v;
  }
  const numbers = values.flatMap(({ v }) => {
    const converted = convertAttributeValue(v, 'number');
    return converted.ok ? [converted.value as number] : [];
  });
  if (numbers.length === 0) return undefined;
  switch (aggregation) {
    case 'MAX':
      return numbers.reduce((a, b) => Math.max(a, b));
    case 'MIN':
      return numbers.reduce((a, b) => Math.min(a, b));
    case 'SUM':
      return sumOf(numbers);
    case 'MEAN':
      return meanOf(numbers);
    case 'MEDIAN':
      return medianOf(numbers.sort((a, b) => a - b));
    case 'STD_DEV':
      return deviationOf(numbers);
  }
}
