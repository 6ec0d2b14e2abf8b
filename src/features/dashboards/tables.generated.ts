// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables, SharedViews } from './tables.ts';

export interface DashboardTable {
  dashboard_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number | null;
  user_row_id: number | null;
  organization_row_id: number | null;
  name: string;
  description: string;
  refresh_rate: number;
  default_theme: 'light' | 'dark';
  duration: number;
  resolution: number;
  is_public: boolean;
  password_hash: string | null;
  blocks: ColumnType<DeclaredTables['dashboard']['blocks'], string, string>;
  context_configuration: ColumnType<DeclaredTables['dashboard']['context_configuration'], string, string>;
  report_configs: ColumnType<DeclaredTables['dashboard']['report_configs'], string, string>;
  extras: ColumnType<DeclaredTables['dashboard']['extras'] | null, string | null, string | null>;
  revision: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

export interface DashboardPressTable {
  dashboard_press_row_id: GeneratedAlways<number>;
  dashboard_row_id: number;
  block_id: string;
  control_id: string;
  nonce: string;
  pressed_by: ColumnType<DeclaredTables['dashboard_press']['pressed_by'], string, string>;
  entered: ColumnType<DeclaredTables['dashboard_press']['entered'], string, string>;
  result: ColumnType<DeclaredTables['dashboard_press']['result'] | null, string | null, string | null>;
  time: Date;
}

export interface DashboardVersionTable {
  dashboard_version_row_id: GeneratedAlways<number>;
  id: string;
  dashboard_row_id: number;
  revision: number;
  saved_by: ColumnType<DeclaredTables['dashboard_version']['saved_by'] | null, string | null, string | null>;
  document: ColumnType<DeclaredTables['dashboard_version']['document'], string, string>;
  created_at: Date;
}

export interface DashboardReportScheduleTable {
  dashboard_row_id: number;
  config_id: string;
  due_at: Date;
}

export interface DashboardReportTable {
  dashboard_report_row_id: GeneratedAlways<number>;
  id: string;
  dashboard_row_id: number;
  config_id: string | null;
  state: 'queued' | 'sent' | 'failed';
  request: ColumnType<DeclaredTables['dashboard_report']['request'], string, string>;
  as_of: Date;
  attempts: Generated<number>;
  delivered: ColumnType<DeclaredTables['dashboard_report']['delivered'], string | undefined, string>;
  error: string | null;
  created_at: Date;
  ended_at: Date | null;
}

export interface DashboardReportStopTable {
  dashboard_row_id: number;
  address: string;
  created_at: Date;
}

export interface DashboardReportFileTable {
  dashboard_report_row_id: number;
  name: string;
  content_type: string;
  content: Uint8Array;
}

export interface DashboardDirectoryView {
  dashboard_row_id: ColumnType<number, never, never>;
  id: ColumnType<string, never, never>;
  in_application_row_id: ColumnType<number | null, never, never>;
  application_id: ColumnType<string | null, never, never>;
  application_name: ColumnType<string | null, never, never>;
  of_user_row_id: ColumnType<number | null, never, never>;
  owner_type: ColumnType<'user' | 'organization', never, never>;
  owner_id: ColumnType<string, never, never>;
  organization_name: ColumnType<string | null, never, never>;
  organization_icon_color: ColumnType<string | null, never, never>;
  name: ColumnType<string, never, never>;
  description: ColumnType<string, never, never>;
  refresh_rate: ColumnType<number, never, never>;
  default_theme: ColumnType<'light' | 'dark', never, never>;
  duration: ColumnType<number, never, never>;
  resolution: ColumnType<number, never, never>;
  is_public: ColumnType<boolean, never, never>;
  is_password_protected: ColumnType<boolean | null, never, never>;
  blocks: ColumnType<SharedViews['dashboard_directory']['blocks'], never, never>;
  context_configuration: ColumnType<SharedViews['dashboard_directory']['context_configuration'], never, never>;
  report_configs: ColumnType<SharedViews['dashboard_directory']['report_configs'], never, never>;
  extras: ColumnType<SharedViews['dashboard_directory']['extras'] | null, never, never>;
  revision: ColumnType<number, never, never>;
  created_at: ColumnType<Date, never, never>;
  updated_at: ColumnType<Date, never, never>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    dashboard: DashboardTable;
    dashboard_press: DashboardPressTable;
    dashboard_version: DashboardVersionTable;
    dashboard_report_schedule: DashboardReportScheduleTable;
    dashboard_report: DashboardReportTable;
    dashboard_report_stop: DashboardReportStopTable;
    dashboard_report_file: DashboardReportFileTable;
    dashboard_directory: DashboardDirectoryView;
  }
}
