/** The tables of this part, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  resource_name: object;
  /** Written by triggers on `resource_name` alone; see migration 0051. */
  resource_word: object;
  resource_count: object;
}

/** Views that everybody may read. */
export interface SharedViews {
  resource_total: object;
}
