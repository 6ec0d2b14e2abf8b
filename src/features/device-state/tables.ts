/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  device_state: { data: Record<string, unknown> };
  device_last_value: { data: Record<string, { t: number; v: unknown }> };
  device_data_removal: { attributes: string[] };
}

/** Views that everybody may read. */
export interface SharedViews {
  device_state_history: { data: DeclaredTables['device_state']['data'] };
  /** The newest value of each attribute, for what rides along in the transaction that stores states. */
  device_last_values: { data: DeclaredTables['device_last_value']['data'] };
}
