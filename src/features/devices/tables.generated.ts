// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables, SharedViews } from './tables.ts';

export interface DeviceTable {
  device_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: Generated<string>;
  device_class: Generated<string>;
  gateway_id: string | null;
  parent_id: string | null;
  system_interval: number | null;
  keep_duplicates: Generated<boolean>;
  tags: ColumnType<DeclaredTables['device']['tags'], string | undefined, string>;
  attributes: ColumnType<DeclaredTables['device']['attributes'], string | undefined, string>;
  connected: boolean | null;
  connection_changed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  connected_by_broker: Generated<boolean>;
  connected_node: string | null;
  command_forms: ColumnType<DeclaredTables['device']['command_forms'], string | undefined, string>;
}

export interface DeviceDirectoryView {
  device_row_id: ColumnType<number, never, never>;
  id: ColumnType<string, never, never>;
  application_row_id: ColumnType<number, never, never>;
  name: ColumnType<string, never, never>;
  device_class: ColumnType<string, never, never>;
  gateway_id: ColumnType<string | null, never, never>;
  parent_id: ColumnType<string | null, never, never>;
  system_interval: ColumnType<number | null, never, never>;
  keep_duplicates: ColumnType<boolean, never, never>;
  tags: ColumnType<SharedViews['device_directory']['tags'], never, never>;
  attributes: ColumnType<SharedViews['device_directory']['attributes'], never, never>;
  connected: ColumnType<boolean | null, never, never>;
  connected_by_broker: ColumnType<boolean, never, never>;
  deleted_at: ColumnType<Date | null, never, never>;
  connected_node: ColumnType<string | null, never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    device: DeviceTable;
    device_directory: DeviceDirectoryView;
  }
}
