// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface DataExportTable {
  data_export_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  kind: 'states' | 'devices' | 'dataTableRows';
  requested_by: string;
  request: ColumnType<DeclaredTables['data_export']['request'], string, string>;
  base_url: string;
  email: string | null;
  callback_url: string | null;
  state: 'pending' | 'running' | 'done' | 'failed';
  attempts: Generated<number>;
  rows: Generated<number>;
  bytes: Generated<number>;
  error: string | null;
  token_hash: Uint8Array | null;
  sealed_token: string | null;
  created_at: Date;
  finished_at: Date | null;
  expires_at: Date | null;
  access_token_id: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  updated_at: Date;
}

export interface ExportDeliveryTable {
  data_export_row_id: number;
  application_row_id: number;
  state: 'pending' | 'sending' | 'delivered' | 'failed';
  attempts: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  updated_at: Date;
}

export interface ExportDeliveryTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

export interface ExportTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    data_export: DataExportTable;
    export_delivery: ExportDeliveryTable;
    export_delivery_turn: ExportDeliveryTurnTable;
    export_turn: ExportTurnTable;
  }
}
