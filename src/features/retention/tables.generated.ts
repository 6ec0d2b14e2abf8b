// Written by npm run generate from the migrations and tables.ts; change those.

export interface AttributeSweepTable {
  device_row_id: number;
  attribute_key: number;
  swept_until: number;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    attribute_sweep: AttributeSweepTable;
  }
}
