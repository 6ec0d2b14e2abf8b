import { t } from '../../words/words.ts';
import type { Column } from './queries.ts';

/** A condition as the filter holds it: all of it text. */
export interface Condition {
  readonly key: number;
  readonly column: string;
  readonly operator: string;
  readonly value: string;
}

const equalities = [
  { value: '$eq', label: t('is') },
  { value: '$ne', label: t('is not') },
];
const emptiness = [
  { value: 'missing', label: t('has no value') },
  { value: 'present', label: t('has a value') },
];
const orders = [
  { value: '$gt', label: t('is more than') },
  { value: '$gte', label: t('is at least') },
  { value: '$lt', label: t('is less than') },
  { value: '$lte', label: t('is at most') },
];
const parts = [
  { value: '$contains', label: t('contains') },
  { value: '$startsWith', label: t('starts with') },
  { value: '$endsWith', label: t('ends with') },
];

/** What can be asked of a column of a type. */
export function operatorsOf(dataType: Column['dataType']) {
  if (dataType === 'boolean') return [...equalities, ...emptiness];
  return dataType === 'number' ? [...equalities, ...orders, ...emptiness] : [...equalities, ...parts, ...emptiness];
}

/** Whether an operator compares with a value. */
export function takesValue(operator: string): boolean {
  return operator.startsWith('$');
}

/**
 * The query of conditions that must all hold; those that say nothing yet are left out. Parts of text are found without
 * regard to case, as people search.
 */
export function toQuery(columns: readonly Column[], conditions: readonly Condition[]): Record<string, unknown> {
  const all = conditions.flatMap(({ column: name, operator, value }): Record<string, unknown>[] => {
    const column = columns.find((each) => each.name === name);
    if (!column) return [];
    if (operator === 'missing') return [{ [name]: null }];
    if (operator === 'present') return [{ [name]: { $ne: null } }];
    if (column.dataType === 'string') {
      const ignoreCase = operator === '$eq' || operator === '$ne' ? {} : { $ci: true };
      return value === '' ? [] : [{ [name]: { [operator]: value, ...ignoreCase } }];
    }
    if (column.dataType === 'boolean') return [{ [name]: { [operator]: value !== 'false' } }];
    const number = Number(value);
    return value.trim() === '' || !Number.isFinite(number) ? [] : [{ [name]: { [operator]: number } }];
  });
  return all.length === 0 ? {} : { $and: all };
}
