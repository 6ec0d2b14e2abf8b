// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface WorkflowOccurrenceTable {
  occurrence_row_id: GeneratedAlways<number>;
  application_row_id: number;
  id: string;
  kind: string;
  content: string;
  attempts: Generated<number>;
  begun: Generated<boolean>;
  finished: Generated<string[]>;
  created_at: Generated<Date>;
  size: Generated<number>;
}

export interface WorkflowTurnTable {
  application_row_id: number;
  owner: string | null;
  lease_until: Date;
  taken_to: Generated<number>;
  is_inherited: Generated<boolean>;
}

export interface WorkflowRunTable {
  run_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  flow_row_id: number;
  version: string;
  status: 'failed' | 'dead' | 'cancelled';
  trigger_type: string;
  trigger_id: string;
  replay_of: string | null;
  attempts: number;
  started_at: Date;
  ended_at: Date;
  wall_ms: number;
  paths_completed: number;
  paths_failed: number;
  error_name: string;
  error_message: string;
  details: string | null;
  occurrence: string | null;
}

export interface WorkflowRecentRunTable {
  flow_row_id: number;
  application_row_id: number;
  runs: string;
}

export interface WorkflowMinuteTable {
  flow_row_id: number;
  version: string;
  minute: Date;
  application_row_id: number;
  run_count: number;
  error_count: number;
  paths_completed: number;
  paths_failed: number;
  wall_ms: number;
  errors: string;
}

export interface WorkflowHeardTable {
  device_row_id: number;
  application_row_id: number;
  heard: number;
}

export interface WorkflowSilenceTable {
  flow_row_id: number;
  entry: string;
  device_row_id: number;
  application_row_id: number;
  device_id: string;
  armed_at: number;
  silence_ms: number;
  due: number | null;
}

export interface WorkflowRunOrderTable {
  order_id: string;
  application_row_id: number;
  run_id: string;
  action: 'cancel' | 'step' | 'stepAll';
  outcome: 'done' | 'conflict' | null;
  created_at: Generated<Date>;
}

export interface WorkflowRunningTable {
  application_row_id: number;
  run_id: string;
  flow_row_id: number;
  version: string;
  trigger_type: string;
  trigger_id: string;
  replay_of: string | null;
  attempts: number;
  started_at: Date;
  seen_at: Generated<Date>;
}

export interface WorkflowScheduledTable {
  scheduled_row_id: GeneratedAlways<number>;
  application_row_id: number;
  flow_row_id: number;
  run_id: string;
  occurrence_id: string;
  content: string;
  due: number;
}

export interface WorkflowTimerTable {
  timer_row_id: GeneratedAlways<number>;
  application_row_id: number;
  flow_row_id: number;
  flow_id: string;
  version: string;
  key: string;
  config: ColumnType<DeclaredTables['workflow_timer']['config'], string, string>;
  armed_at: number;
  due: number | null;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    workflow_occurrence: WorkflowOccurrenceTable;
    workflow_turn: WorkflowTurnTable;
    workflow_run: WorkflowRunTable;
    workflow_recent_run: WorkflowRecentRunTable;
    workflow_minute: WorkflowMinuteTable;
    workflow_heard: WorkflowHeardTable;
    workflow_silence: WorkflowSilenceTable;
    workflow_run_order: WorkflowRunOrderTable;
    workflow_running: WorkflowRunningTable;
    workflow_scheduled: WorkflowScheduledTable;
    workflow_timer: WorkflowTimerTable;
  }
}
