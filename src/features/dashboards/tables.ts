import type { ReportRequest } from './reports/request.ts';
import type { Block, ContextVariable, ReportConfig } from './schemas.ts';
import type { StoredPresser, StoredPressResult, VersionDocument } from './stored-shapes.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  dashboard: {
    blocks: Block[];
    context_configuration: ContextVariable[];
    report_configs: ReportConfig[];
    extras: Record<string, unknown>;
  };
  dashboard_press: {
    pressed_by: StoredPresser;
    entered: Record<string, string | number | boolean>;
    result: StoredPressResult;
  };
  dashboard_version: {
    saved_by: StoredPresser;
    document: VersionDocument;
  };
  dashboard_report_schedule: Record<never, never>;
  dashboard_report: {
    request: ReportRequest;
    delivered: string[];
  };
  dashboard_report_stop: Record<never, never>;
  dashboard_report_file: Record<never, never>;
}

/** Views that everybody may read. */
export interface SharedViews {
  /** Dashboards with the owner that they have at this moment. */
  dashboard_directory: {
    blocks: DeclaredTables['dashboard']['blocks'];
    context_configuration: DeclaredTables['dashboard']['context_configuration'];
    report_configs: DeclaredTables['dashboard']['report_configs'];
    extras: DeclaredTables['dashboard']['extras'];
  };
}
