/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  archive_day: object;
  archive_turn: object;
  archive_object: { columns: { name: string; dataType: string }[] };
}
