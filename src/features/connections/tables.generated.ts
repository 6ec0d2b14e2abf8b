// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, GeneratedAlways } from 'kysely';

export interface DeviceConnectionLogTable {
  device_connection_log_row_id: GeneratedAlways<number>;
  device_row_id: number;
  time: number;
  connected: boolean;
  disconnect_reason: string | null;
  messages_from_client: number | null;
  messages_to_client: number | null;
}

export interface DeviceConnectionHistoryView {
  device_connection_log_row_id: ColumnType<number, never, never>;
  device_row_id: ColumnType<number, never, never>;
  time: ColumnType<number, never, never>;
  connected: ColumnType<boolean, never, never>;
  disconnect_reason: ColumnType<string | null, never, never>;
  messages_from_client: ColumnType<number | null, never, never>;
  messages_to_client: ColumnType<number | null, never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    device_connection_log: DeviceConnectionLogTable;
    device_connection_history: DeviceConnectionHistoryView;
  }
}
