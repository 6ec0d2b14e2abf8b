/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  data_export: { request: Record<string, unknown> };
  export_delivery: object;
  export_delivery_turn: object;
  export_turn: object;
}
