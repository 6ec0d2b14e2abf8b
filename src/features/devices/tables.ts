import type { TagPair } from '../../kernel/tags.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  device: { tags: TagPair[]; attributes: unknown[] };
}

/** Views that everybody may read. */
export interface SharedViews {
  device_directory: { tags: DeclaredTables['device']['tags']; attributes: DeclaredTables['device']['attributes'] };
}
