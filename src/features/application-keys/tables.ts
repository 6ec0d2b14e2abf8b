import type { TagPattern } from '../../kernel/tags.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  access_key: { device_ids: string[]; device_tags: TagPattern[]; pub_topics: string[]; sub_topics: string[] };
}

/** Views that everybody may read. */
export interface SharedViews {
  access_key_grant: { device_ids: string[]; device_tags: TagPattern[] };
}
