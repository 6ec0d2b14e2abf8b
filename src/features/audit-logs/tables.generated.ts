// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface AuditLogTable {
  audit_log_row_id: GeneratedAlways<number>;
  id: string;
  owner_type: 'user' | 'organization';
  owner_id: string;
  created_at: Date;
  actor_type: string;
  actor_id: string;
  actor_name: string;
  primary_type: string | null;
  primary_id: string | null;
  primary_name: string | null;
  secondary_type: string | null;
  secondary_id: string | null;
  secondary_name: string | null;
  resource: string;
  action: string;
  path_parameters: ColumnType<DeclaredTables['audit_log']['path_parameters'], string, string>;
  query_parameters: ColumnType<DeclaredTables['audit_log']['query_parameters'], string, string>;
  body: ColumnType<DeclaredTables['audit_log']['body'] | null, string | null, string | null>;
  status: number;
  address: string;
  request_id: string;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    audit_log: AuditLogTable;
  }
}
