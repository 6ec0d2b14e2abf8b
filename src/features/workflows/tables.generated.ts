// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface FlowTable {
  flow_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: string;
  icon_data: string | null;
  flow_class: 'cloud' | 'experience' | 'edge' | 'customNode' | 'embedded';
  enabled: boolean;
  default_version_row_id: number | null;
  minimum_agent_version: string | null;
  triggers: ColumnType<DeclaredTables['flow']['triggers'], string, string>;
  nodes: ColumnType<DeclaredTables['flow']['nodes'], string, string>;
  globals: ColumnType<DeclaredTables['flow']['globals'], string, string>;
  custom_node_config: ColumnType<DeclaredTables['flow']['custom_node_config'] | null, string | null, string | null>;
  custom_node_supports: ColumnType<DeclaredTables['flow']['custom_node_supports'] | null, string | null, string | null>;
  runtime: ColumnType<DeclaredTables['flow']['runtime'], string, string>;
  deleted_in_develop: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
}

export interface FlowVersionTable {
  flow_version_row_id: GeneratedAlways<number>;
  id: string;
  flow_row_id: number;
  version: string;
  notes: string;
  enabled: boolean;
  minimum_agent_version: string | null;
  triggers: ColumnType<DeclaredTables['flow_version']['triggers'], string, string>;
  nodes: ColumnType<DeclaredTables['flow_version']['nodes'], string, string>;
  globals: ColumnType<DeclaredTables['flow_version']['globals'], string, string>;
  custom_node_config: ColumnType<DeclaredTables['flow_version']['custom_node_config'] | null, string | null, string | null>;
  created_at: Date;
  updated_at: Date;
}

export interface FlowTriggerTable {
  flow_trigger_row_id: GeneratedAlways<number>;
  application_row_id: number;
  flow_row_id: number;
  flow_version_row_id: number | null;
  position: number;
  type: string;
  key: string;
  config: ColumnType<DeclaredTables['flow_trigger']['config'], string, string>;
  ui_id: string | null;
  armed_at: Date;
}

export interface FlowCustomUseTable {
  flow_custom_use_row_id: GeneratedAlways<number>;
  flow_row_id: number;
  flow_version_row_id: number | null;
  custom_flow_id: string;
  custom_version: string;
}

export interface FlowStorageEntryTable {
  flow_row_id: number;
  kind: 'entry' | 'state';
  key: string;
  value: ColumnType<DeclaredTables['flow_storage_entry']['value'], string, string>;
  bytes: number;
}

export interface FlowStorageSizeTable {
  flow_row_id: number;
  entries: Generated<number>;
  entry_bytes: Generated<number>;
  states: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    flow: FlowTable;
    flow_version: FlowVersionTable;
    flow_trigger: FlowTriggerTable;
    flow_custom_use: FlowCustomUseTable;
    flow_storage_entry: FlowStorageEntryTable;
    flow_storage_size: FlowStorageSizeTable;
  }
}
