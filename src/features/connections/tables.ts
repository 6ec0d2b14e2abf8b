/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  device_connection_log: object;
}

/** Views that everybody may read. */
export interface SharedViews {
  device_connection_history: object;
}
