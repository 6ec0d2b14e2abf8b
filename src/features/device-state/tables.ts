/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  device_state: { data: Record<string, unknown> };
  device_last_value: { data: Record<string, { t: number; v: unknown }> };
  device_last_value_journal: { device_row_ids: number[]; times: number[]; complete: boolean[] };
  device_data_removal: { attributes: string[] };
  device_state_chunk: { columns: never; totals: never; hours: never };
}

/** Views that everybody may read. */
export interface SharedViews {
  /** The states that are rows; those of days that are packed lie in the chunks. */
  device_state_history: { data: DeclaredTables['device_state']['data'] };
  /** The states of days that are packed: read by the functions of SQL that come with them (decision 0040). */
  device_state_chunk_history: { columns: never; totals: never; hours: never };
  /** The newest value of each attribute, for what rides along in the transaction that stores states. */
  device_last_values: { data: DeclaredTables['device_last_value']['data'] };
}
