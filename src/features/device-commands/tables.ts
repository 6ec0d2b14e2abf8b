/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  device_command: { payload: unknown };
}
