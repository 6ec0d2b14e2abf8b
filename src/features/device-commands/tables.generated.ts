// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface DeviceCommandTable {
  device_command_row_id: GeneratedAlways<number>;
  device_row_id: number;
  time: number;
  name: string;
  payload: ColumnType<DeclaredTables['device_command']['payload'] | null, string | null, string | null>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    device_command: DeviceCommandTable;
  }
}
