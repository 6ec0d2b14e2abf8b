// Written by npm run generate from the migrations and tables.ts; change those.

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

declare module '../../platform/database/database.ts' {
  interface Tables {
    payload_count: PayloadCountTable;
    payload_count_by_device: PayloadCountByDeviceTable;
  }
}
