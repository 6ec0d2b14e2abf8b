/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  payload_count: object;
  payload_count_by_device: object;
  payload_count_journal: { application_row_ids: number[]; device_row_ids: number[]; counts: number[] };
}
