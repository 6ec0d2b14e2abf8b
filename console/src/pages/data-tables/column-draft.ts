import { t } from '../../words/words.ts';
import type { Column } from './queries.ts';

/** A column as a form holds it: all of it text. */
export interface ColumnDraft {
  readonly name: string;
  readonly dataType: string;
  readonly constraint: string;
  /** Empty: none. */
  readonly defaultValue: string;
}

export const emptyColumn: ColumnDraft = { name: '', dataType: 'string', constraint: 'optional', defaultValue: '' };

/** What is wrong with a column, by field. */
export function checkColumn({ name, dataType, constraint, defaultValue }: ColumnDraft) {
  const isBadNumber =
    dataType === 'number' && constraint === 'optional' && defaultValue !== '' && !Number.isFinite(Number(defaultValue));
  return {
    name: /^[0-9a-zA-Z_-]{1,255}$/.test(name) ? undefined : t('A name is letters, digits, _ and -'),
    defaultValue: isBadNumber ? t('That is no number') : undefined,
  };
}

/** The column as the API takes it. */
export function toColumn({ name, dataType, constraint, defaultValue }: ColumnDraft): Column {
  const column = { name, dataType, constraint } as Column;
  if (constraint !== 'optional' || defaultValue === '') return column;
  if (dataType === 'number') return { ...column, defaultValue: Number(defaultValue) };
  return { ...column, defaultValue: dataType === 'boolean' ? defaultValue === 'true' : defaultValue };
}
