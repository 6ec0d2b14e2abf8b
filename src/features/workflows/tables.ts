import type { CustomNodeConfig, FlowGlobal, FlowNode, FlowRuntime, FlowTrigger } from '../../kernel/flow.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  flow: {
    triggers: FlowTrigger[];
    nodes: FlowNode[];
    globals: FlowGlobal[];
    custom_node_config: CustomNodeConfig;
    custom_node_supports: string[];
    runtime: FlowRuntime;
  };
  flow_version: {
    triggers: FlowTrigger[];
    nodes: FlowNode[];
    globals: FlowGlobal[];
    custom_node_config: CustomNodeConfig;
  };
  flow_trigger: { config: Record<string, unknown> };
  flow_custom_use: object;
  flow_storage_entry: { value: unknown };
  flow_storage_size: object;
}
