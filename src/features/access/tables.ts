/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  access_token: { scopes: string[] };
}

/** Views that everybody may read. */
export interface SharedViews {
  access_token_name: object;
}
