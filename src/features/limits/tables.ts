/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  limit_override: object;
  limit_use: object;
}
