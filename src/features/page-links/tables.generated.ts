// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface PageLinkTable {
  page_link_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  view: string;
  device_ids: ColumnType<DeclaredTables['page_link']['device_ids'], string, string>;
  device_tags: ColumnType<DeclaredTables['page_link']['device_tags'], string, string>;
  attributes: ColumnType<DeclaredTables['page_link']['attributes'] | null, string | null, string | null>;
  token_hash: Uint8Array;
  expires_at: Date;
  created_at: Date;
  updated_at: Date;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    page_link: PageLinkTable;
  }
}
