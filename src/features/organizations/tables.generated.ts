// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables, SharedViews } from './tables.ts';

export interface OrganizationTable {
  organization_row_id: GeneratedAlways<number>;
  id: string;
  name: string;
  description: Generated<string>;
  billing_email: string | null;
  icon_color: string | null;
  data_ttl: number | null;
  created_at: Date;
  updated_at: Date;
}

export interface OrganizationMemberTable {
  organization_row_id: number;
  user_row_id: number;
  role: 'admin' | 'edit' | 'collaborate' | 'view' | 'none';
  application_roles: ColumnType<DeclaredTables['organization_member']['application_roles'], string | undefined, string>;
  dashboard_roles: ColumnType<DeclaredTables['organization_member']['dashboard_roles'], string | undefined, string>;
  created_at: Date;
}

export interface OrganizationInviteTable {
  organization_invite_row_id: GeneratedAlways<number>;
  id: string;
  organization_row_id: number;
  email: string;
  role: 'admin' | 'edit' | 'collaborate' | 'view' | 'none';
  application_roles: ColumnType<DeclaredTables['organization_invite']['application_roles'], string | undefined, string>;
  dashboard_roles: ColumnType<DeclaredTables['organization_invite']['dashboard_roles'], string | undefined, string>;
  disallow_transfer: Generated<boolean>;
  creates_account: Generated<boolean>;
  token_hash: Uint8Array;
  created_at: Date;
  expires_at: Date;
  inviter_row_id: number | null;
}

export interface OrganizationDirectoryView {
  organization_row_id: ColumnType<number, never, never>;
  id: ColumnType<string, never, never>;
  name: ColumnType<string, never, never>;
  data_ttl: ColumnType<number | null, never, never>;
}

export interface OrganizationRoleView {
  organization_row_id: ColumnType<number, never, never>;
  user_row_id: ColumnType<number, never, never>;
  role: ColumnType<'admin' | 'edit' | 'collaborate' | 'view' | 'none', never, never>;
  application_roles: ColumnType<SharedViews['organization_role']['application_roles'], never, never>;
  dashboard_roles: ColumnType<SharedViews['organization_role']['dashboard_roles'], never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    organization: OrganizationTable;
    organization_member: OrganizationMemberTable;
    organization_invite: OrganizationInviteTable;
    organization_directory: OrganizationDirectoryView;
    organization_role: OrganizationRoleView;
  }
}
