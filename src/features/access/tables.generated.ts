// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface AccessTokenTable {
  access_token_row_id: GeneratedAlways<number>;
  id: string;
  hash: Uint8Array;
  kind: 'user' | 'userApi' | 'organizationApi' | 'applicationApi' | 'device';
  user_row_id: number | null;
  application_row_id: number | null;
  device_row_id: number | null;
  access_key_row_id: number | null;
  scopes: ColumnType<DeclaredTables['access_token']['scopes'], string, string>;
  name: Generated<string>;
  description: Generated<string>;
  status: Generated<'active' | 'inactive'>;
  creator_type: string;
  creator_id: string;
  creator_name: Generated<string>;
  expires_at: Date | null;
  last_used_at: Date | null;
  created_at: Date;
  updated_at: Date;
  organization_row_id: number | null;
  created_from: string | null;
  user_generation: Generated<number>;
}

export interface AccessTokenNameView {
  id: ColumnType<string, never, never>;
  name: ColumnType<string, never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    access_token: AccessTokenTable;
    access_token_name: AccessTokenNameView;
  }
}
