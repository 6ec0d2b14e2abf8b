// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface AlarmRuleTable {
  alarm_rule_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: string;
  enabled: boolean;
  kind: 'silence' | 'threshold';
  level: 'info' | 'warning' | 'error' | 'critical';
  subject: string;
  device_id: string | null;
  device_tags: ColumnType<DeclaredTables['alarm_rule']['device_tags'], string, string>;
  hold_ms: number;
  include_never_reported: boolean;
  attribute: string | null;
  operator: 'above' | 'below' | 'equals' | 'notEquals' | null;
  limit_value: ColumnType<DeclaredTables['alarm_rule']['limit_value'] | null, string | null, string | null>;
  clear_limit: number | null;
  version: Generated<number>;
  armed_at: number;
  is_pending: Generated<boolean>;
  deleted_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface AlarmStateTable {
  alarm_rule_row_id: number;
  version: number;
  device_row_id: number;
  application_row_id: number;
  kind: string;
  since: number | null;
  since_value: ColumnType<DeclaredTables['alarm_state']['since_value'] | null, string | null, string | null>;
  cleared: number | null;
  cleared_value: ColumnType<DeclaredTables['alarm_state']['cleared_value'] | null, string | null, string | null>;
  ending: string | null;
  due: number | null;
  event_id: string | null;
}

export interface AlarmHeardTable {
  device_row_id: number;
  application_row_id: number;
  heard: number | null;
}

export interface AlarmClockTable {
  is_only: Generated<boolean>;
  beat_at: Date;
  up_since: number;
  generation: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    alarm_rule: AlarmRuleTable;
    alarm_state: AlarmStateTable;
    alarm_heard: AlarmHeardTable;
    alarm_clock: AlarmClockTable;
  }
}
