/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  webhook: object;
  webhook_call: object;
  webhook_wait: object;
}
