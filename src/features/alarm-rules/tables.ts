import type { TagPattern } from '../../kernel/tags.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  alarm_rule: { device_tags: TagPattern[]; limit_value: string | number | boolean };
  alarm_state: { since_value: string | number | boolean; cleared_value: string | number | boolean };
  alarm_heard: object;
  alarm_clock: object;
}
