/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  edge_deployment: object;
  edge_deployment_log: object;
}
