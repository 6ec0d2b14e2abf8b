export type { WorkflowsApi } from './feature.ts';
export { workflowsFeature } from './feature.ts';
export type {
  ActiveTrigger,
  ApplicationTriggers,
  FlowChange,
  FlowContribution,
  FlowLookup,
  FlowRef,
  FlowStats,
  RunnableFlow,
} from './runnable.ts';
export type { FlowList } from './service.ts';
export type { FlowStorage } from './storage.ts';
