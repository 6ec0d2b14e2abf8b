// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables, SharedViews } from './tables.ts';

export interface DeviceStateTable {
  device_row_id: number;
  time: number;
  data: ColumnType<DeclaredTables['device_state']['data'], string, string>;
}

export interface DeviceLastValueTable {
  device_row_id: number;
  oldest: number;
  newest: number;
  data: ColumnType<DeclaredTables['device_last_value']['data'], string, string>;
}

export interface DeviceLastValueJournalTable {
  device_row_ids: DeclaredTables['device_last_value_journal']['device_row_ids'];
  times: DeclaredTables['device_last_value_journal']['times'];
  complete: DeclaredTables['device_last_value_journal']['complete'];
}

export interface DeviceDataRemovalTable {
  device_data_removal_row_id: GeneratedAlways<number>;
  device_row_id: number;
  start_time: number;
  end_time: number;
  attributes: ColumnType<DeclaredTables['device_data_removal']['attributes'] | null, string | null, string | null>;
  removes_commands: Generated<boolean>;
  removes_connections: Generated<boolean>;
}

export interface DeviceStateChunkTable {
  device_row_id: number;
  start: number;
  last_time: number;
  count: number;
  offsets: number[];
  columns: DeclaredTables['device_state_chunk']['columns'];
  totals: DeclaredTables['device_state_chunk']['totals'] | null;
  hours: DeclaredTables['device_state_chunk']['hours'] | null;
}

export interface DeviceStateHistoryView {
  device_row_id: ColumnType<number, never, never>;
  time: ColumnType<number, never, never>;
  data: ColumnType<SharedViews['device_state_history']['data'], never, never>;
}

export interface DeviceStateChunkHistoryView {
  device_row_id: ColumnType<number, never, never>;
  start: ColumnType<number, never, never>;
  last_time: ColumnType<number, never, never>;
  count: ColumnType<number, never, never>;
  offsets: ColumnType<number[], never, never>;
  columns: ColumnType<SharedViews['device_state_chunk_history']['columns'], never, never>;
  totals: ColumnType<SharedViews['device_state_chunk_history']['totals'] | null, never, never>;
  hours: ColumnType<SharedViews['device_state_chunk_history']['hours'] | null, never, never>;
}

export interface DeviceLastValuesView {
  device_row_id: ColumnType<number, never, never>;
  newest: ColumnType<number, never, never>;
  data: ColumnType<SharedViews['device_last_values']['data'], never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    device_state: DeviceStateTable;
    device_last_value: DeviceLastValueTable;
    device_last_value_journal: DeviceLastValueJournalTable;
    device_data_removal: DeviceDataRemovalTable;
    device_state_chunk: DeviceStateChunkTable;
    device_state_history: DeviceStateHistoryView;
    device_state_chunk_history: DeviceStateChunkHistoryView;
    device_last_values: DeviceLastValuesView;
  }
}
