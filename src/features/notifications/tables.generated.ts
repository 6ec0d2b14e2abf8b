// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface NotificationRuleTable {
  notification_rule_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: string;
  enabled: boolean;
  levels: string[];
  states: string[];
  subject: string;
  device_tags: ColumnType<DeclaredTables['notification_rule']['device_tags'], string, string>;
  channels: ColumnType<DeclaredTables['notification_rule']['channels'], string, string>;
  to_console: boolean;
  quiet_time: ColumnType<DeclaredTables['notification_rule']['quiet_time'] | null, string | null, string | null>;
  repeat_ms: number | null;
  repeat_times: number | null;
  digest_ms: number;
  max_per_hour: number;
  created_at: Date;
  updated_at: Date;
}

export interface NotificationTable {
  notification_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  notification_rule_row_id: number;
  channel: 'email' | 'webhook';
  target: string;
  reason: 'event' | 'repeat' | 'test';
  occurrences: ColumnType<DeclaredTables['notification']['occurrences'], string, string>;
  occurrence_count: number;
  collects_until: Date | null;
  state: 'pending' | 'mailing' | 'calling' | 'delivered' | 'failed' | 'cancelled';
  attempts: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface NotificationMailTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

export interface NotificationCallTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

export interface NotificationReminderTable {
  notification_rule_row_id: number;
  event_id: string;
  application_row_id: number;
  due_at: Date;
  times_left: number;
}

export interface NotificationInboxTable {
  notification_inbox_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  rule_id: string;
  rule_name: string;
  reason: string;
  occurrence: ColumnType<DeclaredTables['notification_inbox']['occurrence'], string, string>;
  created_at: Date;
}

export interface NotificationInboxMarkTable {
  application_row_id: number;
  user_row_id: number;
  read_row_id: number;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    notification_rule: NotificationRuleTable;
    notification: NotificationTable;
    notification_mail_turn: NotificationMailTurnTable;
    notification_call_turn: NotificationCallTurnTable;
    notification_reminder: NotificationReminderTable;
    notification_inbox: NotificationInboxTable;
    notification_inbox_mark: NotificationInboxMarkTable;
  }
}
