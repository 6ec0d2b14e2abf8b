/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  application_readme: object;
  application: { globals: unknown[]; ftue_tracking: unknown[]; archive_config: Record<string, unknown> };
}

/** Views that everybody may read. */
export interface SharedViews {
  application_directory: { archive_config: DeclaredTables['application']['archive_config'] };
}
