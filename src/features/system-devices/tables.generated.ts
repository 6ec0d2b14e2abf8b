// Written by npm run generate from the migrations and tables.ts; change those.

export interface SystemRunTable {
  device_row_id: number;
  computed_until: number;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    system_run: SystemRunTable;
  }
}
