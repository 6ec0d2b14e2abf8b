// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables, SharedViews } from './tables.ts';

export interface AccessKeyTable {
  access_key_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  key: string;
  secret_hash: Uint8Array;
  status: Generated<'active' | 'inactive'>;
  description: Generated<string>;
  device_ids: ColumnType<DeclaredTables['access_key']['device_ids'], string | undefined, string>;
  device_tags: ColumnType<DeclaredTables['access_key']['device_tags'], string | undefined, string>;
  filter_type: Generated<string>;
  pub_topics: ColumnType<DeclaredTables['access_key']['pub_topics'], string | undefined, string>;
  sub_topics: ColumnType<DeclaredTables['access_key']['sub_topics'], string | undefined, string>;
  created_at: Date;
  updated_at: Date;
}

export interface AccessKeyGrantView {
  access_key_row_id: ColumnType<number, never, never>;
  status: ColumnType<'active' | 'inactive', never, never>;
  device_ids: ColumnType<SharedViews['access_key_grant']['device_ids'], never, never>;
  device_tags: ColumnType<SharedViews['access_key_grant']['device_tags'], never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    access_key: AccessKeyTable;
    access_key_grant: AccessKeyGrantView;
  }
}
