// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface ApplicationImportTable {
  application_import_row_id: GeneratedAlways<number>;
  id: string;
  owner_type: string;
  owner_id: string;
  application_row_id: number | null;
  state: 'receiving' | 'pending' | 'running' | 'done' | 'failed';
  counts: ColumnType<DeclaredTables['application_import']['counts'], string | undefined, string>;
  problems: ColumnType<DeclaredTables['application_import']['problems'], string | undefined, string>;
  problem_count: Generated<number>;
  plan: ColumnType<DeclaredTables['application_import']['plan'], string | undefined, string>;
  contents: Generated<number>;
  done: Generated<number>;
  email: string | null;
  source: string;
  attempts: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  created_at: Date;
  updated_at: Date;
  finished_at: Date | null;
}

export interface ApplicationImportPieceTable {
  application_import_row_id: number;
  number: number;
  content: Uint8Array;
}

export interface ApplicationImportTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    application_import: ApplicationImportTable;
    application_import_piece: ApplicationImportPieceTable;
    application_import_turn: ApplicationImportTurnTable;
  }
}
