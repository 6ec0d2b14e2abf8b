// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface DataTableTable {
  data_table_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: string;
  columns: ColumnType<DeclaredTables['data_table']['columns'], string, string>;
  next_column: Generated<number>;
  created_at: Date;
  updated_at: Date;
  exported_at: Date | null;
  changed_by: string | null;
  changed_until: Date | null;
}

export interface DataTableImportTable {
  data_table_import_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  data_table_row_id: number;
  source: string;
  state: 'receiving' | 'pending' | 'running' | 'done' | 'failed';
  bytes: Generated<number>;
  records: Generated<number>;
  done: Generated<number>;
  inserted: Generated<number>;
  refused: Generated<number>;
  problems: ColumnType<DeclaredTables['data_table_import']['problems'], string | undefined, string>;
  row_ids: Generated<string[]>;
  attempts: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  created_at: Date;
  updated_at: Date;
  finished_at: Date | null;
  relay_type: string | null;
  relay_id: string | null;
}

export interface DataTableImportPieceTable {
  data_table_import_row_id: number;
  number: number;
  content: Uint8Array;
}

export interface DataTableImportTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

export interface DataTableSizeTable {
  data_table_row_id: number;
  part: number;
  rows: number;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    data_table: DataTableTable;
    data_table_import: DataTableImportTable;
    data_table_import_piece: DataTableImportPieceTable;
    data_table_import_turn: DataTableImportTurnTable;
    data_table_size: DataTableSizeTable;
  }
}
