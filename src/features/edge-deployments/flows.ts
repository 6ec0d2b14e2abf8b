import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';

type Application = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/**
 * What deployments need to know of workflows: the feature that has them implements this and hands it in with
 * `EdgeDeployments.contribute`. Without it no application has a workflow.
 */
export interface EdgeFlows {
  /** Whether the application has this workflow, and whether its class is edge. `flowId` is in lower case. */
  find(db: Queryable, application: Application, flowId: string): Promise<'edge' | 'other' | undefined>;
  /** Whether the workflow has a version of this name; `develop` is none. */
  hasVersion(db: Queryable, application: Application, flowId: string, version: string): Promise<boolean>;
  /** What an agent is to run: the version as the API of workflows returns it; undefined when there is none. */
  readVersion(db: Queryable, application: Application, flowId: string, version: string): Promise<object | undefined>;
  /** The names of those of the workflows that there are. */
  readNames(db: Queryable, application: Application, flowIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** The workflows of a server whose features have none. */
export const noFlows: EdgeFlows = {
  find: async () => undefined,
  hasVersion: async () => false,
  readVersion: async () => undefined,
  readNames: async () => new Map(),
};
