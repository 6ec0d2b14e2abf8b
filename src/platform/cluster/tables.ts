/** The tables of this part, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  node: object;
}
