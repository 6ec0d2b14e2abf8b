// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface ApplicationFileTable {
  file_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  type: 'file' | 'directory';
  parent_directory: string;
  name: string;
  status: 'pending' | 'completed';
  content_type: Generated<string>;
  dimensions: ColumnType<DeclaredTables['application_file']['dimensions'] | null, string | null, string | null>;
  size: Generated<number>;
  md5: string | null;
  content_at: Date | null;
  type_and_name: GeneratedAlways<string | null>;
  author_type: string | null;
  author_id: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface FileContentTable {
  object_key: string;
  file_row_id: number | null;
  keep_until: Date;
  doomed: Generated<boolean>;
}

export interface FileUploadTable {
  id: string;
  file_row_id: number;
  key: string;
  size: number | null;
  content_type: string;
  dimensions: ColumnType<DeclaredTables['file_upload']['dimensions'] | null, string | null, string | null>;
  expires_at: Date;
  access_token_id: string | null;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    application_file: ApplicationFileTable;
    file_content: FileContentTable;
    file_upload: FileUploadTable;
  }
}
