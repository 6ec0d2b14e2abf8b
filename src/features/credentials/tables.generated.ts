// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface CredentialTable {
  credential_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: Generated<string>;
  enabled: Generated<boolean>;
  type: string;
  config: ColumnType<DeclaredTables['credential']['config'], string, string>;
  created_at: Date;
  updated_at: Date;
}

export interface CredentialReferenceTable {
  application_row_id: number;
  credential_name: string;
  resource_type: string;
  resource_id: string;
  resource_name: string;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    credential: CredentialTable;
    credential_reference: CredentialReferenceTable;
  }
}
