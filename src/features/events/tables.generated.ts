// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface EventTable {
  event_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  level: 'info' | 'warning' | 'error' | 'critical';
  severity: GeneratedAlways<number>;
  state: 'new' | 'acknowledged' | 'resolved';
  subject: string;
  folded_subject: GeneratedAlways<string | null>;
  message: string;
  data: string | null;
  device_id: string | null;
  device_name: string | null;
  tags: ColumnType<DeclaredTables['event']['tags'], string, string>;
  source_type: string;
  source_id: string;
  source_name: string | null;
  update_count: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

export interface EventUpdateTable {
  event_update_row_id: GeneratedAlways<number>;
  event_row_id: number;
  source_type: string;
  source_id: string;
  source_name: string | null;
  comment: string | null;
  data: string | null;
  state: 'new' | 'acknowledged' | 'resolved';
  old_state: 'new' | 'acknowledged' | 'resolved' | null;
  tags_change: ColumnType<DeclaredTables['event_update']['tags_change'] | null, string | null, string | null>;
  created_at: Date;
  level_change: ColumnType<DeclaredTables['event_update']['level_change'] | null, string | null, string | null>;
  subject_change: ColumnType<DeclaredTables['event_update']['subject_change'] | null, string | null, string | null>;
  device_change: ColumnType<DeclaredTables['event_update']['device_change'] | null, string | null, string | null>;
}

export interface EventTallyTable {
  application_row_id: number;
  state: string;
  level: string;
  count: number;
}

export interface EventChangeTable {
  event_change_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  selection: ColumnType<DeclaredTables['event_change']['selection'], string, string>;
  patch: string;
  source_type: string;
  source_id: string;
  source_name: string | null;
  last_event_row_id: number;
  done_event_row_id: Generated<number>;
  changed: Generated<number>;
  state: 'pending' | 'running' | 'done' | 'failed';
  attempts: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface EventChangeTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    event: EventTable;
    event_update: EventUpdateTable;
    event_tally: EventTallyTable;
    event_change: EventChangeTable;
    event_change_turn: EventChangeTurnTable;
  }
}
