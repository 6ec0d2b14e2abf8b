// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables, SharedViews } from './tables.ts';

export interface ApplicationReadmeTable {
  application_row_id: number;
  content: string;
  author_type: string;
  author_id: string;
  updated_at: Date;
}

export interface ApplicationTable {
  application_row_id: GeneratedAlways<number>;
  id: string;
  owner_type: 'user' | 'organization';
  owner_id: string;
  name: string;
  description: Generated<string>;
  endpoint_slug: string | null;
  exp_user_token_cutoff: Date | null;
  endpoint_default_cors: Generated<boolean>;
  globals: ColumnType<DeclaredTables['application']['globals'], string | undefined, string>;
  ftue_tracking: ColumnType<DeclaredTables['application']['ftue_tracking'], string | undefined, string>;
  archive_config: ColumnType<DeclaredTables['application']['archive_config'] | null, string | null, string | null>;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  data_ttl: number | null;
  applied_template_ids: Generated<string[]>;
}

export interface ApplicationDirectoryView {
  application_row_id: ColumnType<number, never, never>;
  id: ColumnType<string, never, never>;
  name: ColumnType<string, never, never>;
  owner_type: ColumnType<'user' | 'organization', never, never>;
  owner_id: ColumnType<string, never, never>;
  data_ttl: ColumnType<number | null, never, never>;
  archive_config: ColumnType<SharedViews['application_directory']['archive_config'] | null, never, never>;
  deleted_at: ColumnType<Date | null, never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    application_readme: ApplicationReadmeTable;
    application: ApplicationTable;
    application_directory: ApplicationDirectoryView;
  }
}
