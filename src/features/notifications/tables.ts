import type { TagPattern } from '../../kernel/tags.ts';
import type { Occurrence } from './occurrence.ts';
import type { QuietTime } from './quiet-time.ts';
import type { Channels } from './schemas.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  /** The secret in `channels` is sealed. */
  notification_rule: { device_tags: TagPattern[]; channels: Channels; quiet_time: QuietTime };
  notification: { occurrences: Occurrence[] };
  notification_mail_turn: object;
  notification_call_turn: object;
  notification_reminder: object;
  notification_inbox: { occurrence: Occurrence };
  notification_inbox_mark: object;
}
