// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

export interface AppUserTable {
  user_row_id: GeneratedAlways<number>;
  id: string;
  email: string;
  password_hash: string;
  first_name: string | null;
  last_name: string | null;
  company_name: string | null;
  is_administrator: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
  password_updated_at: Date;
  title: string | null;
  phone_number: string | null;
  location: string | null;
  url: string | null;
  token_cutoff: Date | null;
  two_factor_key: string | null;
  two_factor_step: number | null;
  data_ttl: number | null;
  token_generation: Generated<number>;
  unused_password: string | null;
}

export interface EmailChangeTable {
  user_row_id: number;
  email: string;
  token_hash: Uint8Array;
  created_at: Date;
  expires_at: Date;
}

export interface UserDirectoryView {
  user_row_id: ColumnType<number, never, never>;
  id: ColumnType<string, never, never>;
  email: ColumnType<string, never, never>;
  first_name: ColumnType<string | null, never, never>;
  last_name: ColumnType<string | null, never, never>;
  is_administrator: ColumnType<boolean, never, never>;
  token_generation: ColumnType<number, never, never>;
  data_ttl: ColumnType<number | null, never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    app_user: AppUserTable;
    email_change: EmailChangeTable;
    user_directory: UserDirectoryView;
  }
}
