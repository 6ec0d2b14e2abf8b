import type { Block, ContextVariable, ReportConfig } from './schemas.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  dashboard: {
    blocks: Block[];
    context_configuration: ContextVariable[];
    report_configs: ReportConfig[];
    extras: Record<string, unknown>;
  };
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
