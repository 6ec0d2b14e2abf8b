// Written by npm run generate from the migrations and tables.ts; change those.
import type { DeclaredTables } from './tables.ts';

export interface PayloadCountTable {
  application_row_id: number;
  hour: number;
  type: string;
  source: string;
  count: number;
}

export interface PayloadCountByDeviceTable {
  application_row_id: number;
  device_row_id: number;
  hour: number;
  type: string;
  source: string;
  count: number;
}

export interface PayloadCountJournalTable {
  hour: number;
  type: string;
  source: string;
  application_row_ids: DeclaredTables['payload_count_journal']['application_row_ids'];
  device_row_ids: DeclaredTables['payload_count_journal']['device_row_ids'];
  counts: DeclaredTables['payload_count_journal']['counts'];
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    payload_count: PayloadCountTable;
    payload_count_by_device: PayloadCountByDeviceTable;
    payload_count_journal: PayloadCountJournalTable;
  }
}
