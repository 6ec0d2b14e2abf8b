/** The tables of this part, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  resource_name: object;
  resource_count: object;
}

/** Views that everybody may read. */
export interface SharedViews {
  resource_total: object;
}
