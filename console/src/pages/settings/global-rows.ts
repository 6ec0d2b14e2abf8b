import type { Application } from '../../api/types.ts';
import { t } from '../../words/words.ts';

/** A value that everything in the application may read, as JSON under a key. */
export type Global = NonNullable<Application['globals']>[number];

/** A global as it is being edited. */
export interface GlobalRow extends Global {
  /** Of this page, for React; not part of the global. */
  readonly row: number;
}

/** What is wrong with a row, by field. */
export interface RowErrors {
  readonly key?: string;
  readonly json?: string;
}

const keyPattern = /^[0-9a-zA-Z_-]{1,255}$/;
export const mostGlobals = 100;

export function toRows(globals: readonly Global[]): readonly GlobalRow[] {
  return globals.map((global, row) => ({ ...global, row }));
}

export function toGlobals(rows: readonly GlobalRow[]): readonly Global[] {
  return rows.map(({ key, json, cloudOnly, description }) => ({
    key,
    json: json.trim(),
    ...(cloudOnly === undefined ? {} : { cloudOnly }),
    ...(description === undefined || description === '' ? {} : { description }),
  }));
}

/** The rules of the API (at most 100, keys unique, values JSON), told beside the field before anything is sent. */
export function checkRows(rows: readonly GlobalRow[]): readonly RowErrors[] {
  return rows.map(({ key, json }, index) => {
    const keyError = checkKey(key, rows.findIndex((each) => each.key === key) < index);
    const jsonError = checkJson(json);
    return { ...(keyError ? { key: keyError } : {}), ...(jsonError ? { json: jsonError } : {}) };
  });
}

function checkKey(key: string, isTaken: boolean): string | undefined {
  if (key === '') return t('Give it a key');
  if (!keyPattern.test(key)) return t('Only letters, digits, _ and -');
  return isTaken ? t('There is one of that key') : undefined;
}

function checkJson(json: string): string | undefined {
  if (json.trim() === '') return t('Give it a value');
  if (json.length > 32_767) return t('Longer than 32,767 characters');
  try {
    JSON.parse(json);
    return undefined;
  } catch {
    return t('Not JSON: text stands in quotes, as in "north"');
  }
}
