import type { StoredColumn } from './columns.ts';

/** A row of an imported file that could not be stored. */
export interface ImportProblem {
  /** Of the file, from 1. */
  readonly line: number;
  readonly message: string;
}

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  data_table: { columns: StoredColumn[] };
  data_table_import: { problems: ImportProblem[] };
  data_table_import_piece: object;
  data_table_import_turn: object;
  data_table_size: object;
}
