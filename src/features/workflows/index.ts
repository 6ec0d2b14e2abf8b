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
export type { FlowStorage } from './storage.ts';

import type { FlowContribution, FlowLookup } from './runnable.ts';
import type { FlowStorage } from './storage.ts';

/** What the feature `workflows` offers. */
export interface WorkflowsApi {
  readonly lookup: FlowLookup;
  readonly storage: FlowStorage;
  contribute(contribution: FlowContribution): void;
}
