// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface DeviceRecipeTable {
  device_recipe_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: Generated<string>;
  device_name: string | null;
  device_description: Generated<string>;
  tags: ColumnType<DeclaredTables['device_recipe']['tags'], string | undefined, string>;
  attributes: ColumnType<DeclaredTables['device_recipe']['attributes'], string | undefined, string>;
  device_class: Generated<string>;
  gateway_id: string | null;
  parent_id: string | null;
  system_interval: number | null;
  keep_duplicates: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
  command_forms: ColumnType<DeclaredTables['device_recipe']['command_forms'], string | undefined, string>;
}

export interface DeviceRecipeJobTable {
  device_recipe_job_row_id: GeneratedAlways<number>;
  application_row_id: number;
  export_id: string;
  plan: ColumnType<DeclaredTables['device_recipe_job']['plan'], string, string>;
  next_step: Generated<number>;
  created: Generated<number>;
  failed: Generated<number>;
  state: 'pending' | 'running' | 'done' | 'failed';
  attempts: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface DeviceRecipeStepTable {
  device_recipe_job_row_id: number;
  step: number;
  rows: ColumnType<DeclaredTables['device_recipe_step']['rows'], string, string>;
  unnamed_before: number;
  sealed_lines: string | null;
}

export interface DeviceRecipeTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    device_recipe: DeviceRecipeTable;
    device_recipe_job: DeviceRecipeJobTable;
    device_recipe_step: DeviceRecipeStepTable;
    device_recipe_turn: DeviceRecipeTurnTable;
  }
}
