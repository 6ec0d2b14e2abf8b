/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  audit_log: { path_parameters: Record<string, string>; query_parameters: Record<string, unknown>; body: unknown };
}
