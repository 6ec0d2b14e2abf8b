/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  /** `config` is one of those of `configs.ts`, with its secrets sealed. */
  credential: { config: Record<string, unknown> };
  credential_reference: object;
}
