/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  app_user: object;
  email_change: object;
}

/** Views that everybody may read. */
export interface SharedViews {
  user_directory: object;
}
