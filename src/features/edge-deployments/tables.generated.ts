// Written by npm run generate from the migrations and tables.ts; change those.
import type { GeneratedAlways } from 'kysely';

export interface EdgeDeploymentTable {
  edge_deployment_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  device_row_id: number;
  flow_id: string;
  current_version: string | null;
  desired_version: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface EdgeDeploymentLogTable {
  edge_deployment_log_row_id: GeneratedAlways<number>;
  edge_deployment_row_id: number;
  source_type: 'user' | 'apiToken' | 'device' | 'flow';
  source_id: string;
  time: Date;
  change_type: 'desired' | 'current';
  new_value: string | null;
  previous_value: string | null;
  attempted_value: string | null;
  error: string | null;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    edge_deployment: EdgeDeploymentTable;
    edge_deployment_log: EdgeDeploymentLogTable;
  }
}
