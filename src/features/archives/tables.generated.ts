// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface ArchiveDayTable {
  application_row_id: number;
  day: number;
  state: 'pending' | 'exporting' | 'uploaded' | 'verified' | 'failed' | 'cancelled';
  attempts: Generated<number>;
  objects: Generated<number>;
  rows: Generated<number>;
  bytes: Generated<number>;
  error: string | null;
  created_at: Date;
  updated_at: Date;
  id: string;
  priority: Generated<number>;
  devices_done: Generated<number>;
  devices_total: Generated<number>;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  run: Generated<number>;
  thinned: Generated<boolean>;
}

export interface ArchiveTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
  nightly_through: number | null;
}

export interface ArchiveObjectTable {
  application_row_id: number;
  day: number;
  device_row_id: number;
  object_key: string;
  rows: number;
  bytes: number;
  sha256: string;
  written_at: Date;
  device_id: string;
  device_name: string;
  columns: ColumnType<DeclaredTables['archive_object']['columns'], string, string>;
  first_time: number;
  last_time: number;
  target: string;
  run: number;
  checked_at: Date | null;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    archive_day: ArchiveDayTable;
    archive_turn: ArchiveTurnTable;
    archive_object: ArchiveObjectTable;
  }
}
