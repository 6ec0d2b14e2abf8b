import { t } from '../../words/words.ts';
import type { Column, Row } from './queries.ts';

/** A cell of a form: what was typed, and whether it is a value at all. */
export interface Draft {
  readonly text: string;
  /** Undefined: no value. */
  readonly isMissing: boolean;
}

/** What a form shows for each column: of a row, or of a new one. */
export function toDrafts(columns: readonly Column[], row?: Row): Record<string, Draft> {
  return Object.fromEntries(
    columns.map((column) => {
      const value = row ? row[column.name] : column.defaultValue;
      const isMissing = value === null || value === undefined;
      return [column.name, { text: isMissing ? '' : String(value), isMissing }];
    }),
  );
}

/** The value that a draft stands for, or what is wrong with it. */
export function readDraft(column: Column, draft: Draft): { value: unknown } | { problem: string } {
  const { dataType, constraint } = column;
  const isOptional = constraint === 'optional';
  if (draft.isMissing && (isOptional || dataType !== 'string')) {
    return isOptional ? { value: null } : { problem: t('A value is required') };
  }
  if (dataType === 'string') return { value: draft.text };
  if (dataType === 'boolean') return { value: draft.text === 'true' };
  const text = draft.text.trim();
  if (text === '') return isOptional ? { value: null } : { problem: t('A value is required') };
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: t('That is no number') };
}
