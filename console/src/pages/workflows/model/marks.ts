import type { Difference } from './compare.ts';

/** What is shown at a part besides itself. */
export interface Mark {
  /** What is wrong with it, in words. */
  readonly problems?: readonly string[];
  /** Where the run went that is looked at. */
  readonly run?: 'entered' | 'failed';
  readonly difference?: Difference;
}

/** A problem of a save that was refused, as the server says it (contract workflows.md, "9. Save-time checks"). */
export interface SaveProblem {
  readonly message: string;
  readonly nodeId?: string;
  /** The place of a trigger among the triggers. */
  readonly trigger?: number;
}

/** The way of one run, by ids of nodes. */
export interface RunPath {
  readonly runId: string;
  readonly triggerType?: string;
  readonly triggerId?: string;
  readonly nodeIds: ReadonlySet<string>;
  readonly failedId?: string;
}
