import type { TagPattern } from '../../kernel/tags.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  page_link: { device_ids: string[]; device_tags: TagPattern[]; attributes: string[] };
}
