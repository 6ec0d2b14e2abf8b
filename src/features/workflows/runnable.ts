import type { CustomNodeConfig, FlowClass, FlowNode, FlowRuntime, FlowTrigger } from '../../kernel/flow.ts';
import type { Queryable } from '../../platform/database/database.ts';

/** Names a workflow to the functions that work with it. */
export interface FlowRef {
  readonly flowRowId: number;
  readonly flowId: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
}

/** A version of a workflow as it runs: what was saved, with all that a run needs to know of the workflow around it. */
export interface RunnableFlow extends FlowRef {
  readonly applicationName: string;
  readonly flowName: string;
  readonly flowClass: FlowClass;
  /** `develop` or the version's name. */
  readonly version: string;
  /** The id of the version; undefined for develop. */
  readonly versionId: string | undefined;
  readonly triggers: readonly FlowTrigger[];
  readonly nodes: readonly FlowNode[];
  /** The application's, overridden by the version's, as values. To be copied before a run changes them. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** Of custom nodes. */
  readonly customNodeConfig: CustomNodeConfig | undefined;
  readonly runtime: FlowRuntime;
  /** Another text whenever anything here is another: what is compiled from it may be kept under it. */
  readonly revision: string;
}

/** A trigger that can fire, of an enabled version of an enabled workflow. */
export interface ActiveTrigger {
  readonly flowRowId: number;
  readonly flowId: string;
  readonly flowName: string;
  readonly flowClass: FlowClass;
  /** `develop` or the version's name. */
  readonly version: string;
  /** Whether this version runs when none is asked for. */
  readonly isDefault: boolean;
  /** The place in `RunnableFlow.triggers`. */
  readonly index: number;
  readonly type: string;
  readonly key: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** `meta.uiId`: entries of one workflow with the same fire once. */
  readonly uiId: string | undefined;
  readonly runtime: FlowRuntime;
  /** Epoch ms: since when the trigger has this key and config. The phase of timers, the start of inactivity. */
  readonly armedAt: number;
}

/** The triggers of one application that can fire; what is kept of it is shared and must not be changed. */
export interface ApplicationTriggers {
  /** Those of a type with exactly this key; `version` undefined: of the default versions, else of the version so called. */
  find(type: string, key: string, version?: string): readonly ActiveTrigger[];
  /** Those of a type with any key, for keys that are patterns; `version` as above. */
  ofType(type: string, version?: string): readonly ActiveTrigger[];
  readonly isEmpty: boolean;
}

/** What fires, and what then runs. */
export interface FlowLookup {
  /** What is kept of the application's triggers; undefined when it must be read first. Costs nothing. */
  peek(applicationRowId: number): ApplicationTriggers | undefined;
  /**
   * The application's triggers, read when they are not kept.
   *
   * @param db the transaction of a caller that is in one: waiting for another place at the database in it could last for ever
   */
  triggers(applicationRowId: number, db?: Queryable): Promise<ApplicationTriggers>;
  /**
   * What can fire of one workflow in the version that runs when none is asked for, as it stands in a transaction that may have
   * changed it.
   */
  readDefault(tx: Queryable, flow: FlowRef, types: readonly string[]): Promise<readonly ActiveTrigger[]>;
  /** `triggers(…).find(…)`. */
  fires(applicationRowId: number, type: string, key: string, version?: string): Promise<readonly ActiveTrigger[]>;
  /**
   * A version to run. `version`: `develop`, a name, or `default` (also undefined), the one that runs when none is asked for.
   * Undefined: there is no such workflow in the application, no such version, or workflow or version are disabled and
   * `evenDisabled` is not given.
   */
  load(
    applicationRowId: number,
    flowId: string,
    version?: string,
    options?: { readonly evenDisabled?: boolean },
  ): Promise<RunnableFlow | undefined>;
}

/** What became of a workflow in a transaction that has not committed yet. */
export interface FlowChange extends FlowRef {
  /** `changed`: anything of it or of one of its versions. */
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** What other features do when workflows change; handed in with `contribute` when the features are created. */
export interface FlowContribution {
  /** Called in the transaction of every change of a workflow or its versions; deletions of applications are not told. */
  changed?(tx: Queryable, change: FlowChange): Promise<void>;
  /** Runs and errors of the last 24 hours, by the id of the workflow; left out: all zero. */
  readStats?(db: Queryable, flows: readonly FlowRef[]): Promise<ReadonlyMap<string, FlowStats>>;
}

/** Runs of the last 24 hours, and those of them that have failed. */
export interface FlowStats {
  readonly runCount: number;
  readonly errorCount: number;
  /** By `develop` or the name of the version. */
  readonly byVersion: Readonly<Record<string, { readonly runCount: number; readonly errorCount: number }>>;
}
