import type { ErrorShape, Payload, RunInfo } from '../../workflow-nodes/index.ts';
import type { RunOutcome } from '../interpreter/host.ts';
import type { FlowSource } from '../interpreter/program.ts';

/** What a worker needs to know before its first run. */
export interface WorkerOptions {
  /** Three numbers: `beat`, `atRun` and `lastRun`. */
  readonly shared: SharedArrayBuffer;
  /** Hosts inside the operator's network that flows may call. */
  readonly allowedHosts: readonly string[];
}

/** Place in the shared memory: counted up by the worker as long as it gets round to it. */
export const beat = 0;
/** Place in the shared memory: the key of the run whose node is being executed; 0 once the thread has got round to a beat since. */
export const atRun = 1;
/** Place in the shared memory: the key of the run whose node was executed last. */
export const lastRun = 2;
export const sharedBytes = 12;

/** A run, as a worker is given it. */
export interface RunOrder {
  readonly runKey: number;
  /** Which version of which flow; the source comes along when the worker has not had it. */
  readonly revision: string;
  readonly source?: FlowSource;
  readonly triggerIndex: number;
  readonly payload: Payload;
  readonly info: RunInfo;
  readonly timeoutMs: number;
  /** Somebody watches: events are to be told. */
  readonly isWatched: boolean;
  /** The run waits before each node until it is told to go on. */
  readonly isStepped: boolean;
}

/** A call of a node to the main thread. */
export interface ServiceCall {
  readonly callId: number;
  readonly runKey: number;
  /** In whose name: of a custom node inside of a run, that flow. */
  readonly flowId: string;
  readonly flowVersion: string;
  readonly nodeId: string;
  readonly group: string;
  readonly method: string;
  readonly argument: unknown;
}

/** What a call of `engine.loadCustomNode` returns. */
export interface CustomNodeAnswer {
  readonly revision: string;
  readonly source: FlowSource | undefined;
  readonly payload: Payload;
}

/** Something that happened in a run that is watched. */
export type RunEvent =
  | {
      readonly kind: 'nodeEntered';
      readonly time: number;
      readonly nodeId: string;
      readonly nodeType: string;
      readonly pathId: number;
    }
  | {
      readonly kind: 'nodeLeft';
      readonly time: number;
      readonly nodeId: string;
      readonly nodeType: string;
      readonly pathId: number;
      readonly output: number | null;
      /** JSON texts of the payload; undefined when it is too long, or too much has been told of the run. */
      readonly before: string | undefined;
      readonly after: string | undefined;
      readonly truncated: boolean;
    }
  | {
      readonly kind: 'paused';
      readonly time: number;
      readonly nodeId: string;
      readonly nodeType: string;
      readonly pathId: number;
      readonly before: string | undefined;
      readonly truncated: boolean;
    }
  | {
      readonly kind: 'debug';
      readonly time: number;
      readonly nodeId: string;
      readonly label: string;
      readonly level: string;
      readonly message: string;
      readonly property?: string;
      /** A JSON text; cut when it is too long. */
      readonly value: string | undefined;
      readonly truncated: boolean;
      readonly path: readonly string[];
    };

export type ToWorker =
  | { readonly kind: 'run'; readonly order: RunOrder }
  | { readonly kind: 'cancel'; readonly runKey: number }
  | { readonly kind: 'step'; readonly runKey: number; readonly all: boolean }
  | {
      readonly kind: 'returned';
      readonly callId: number;
      readonly value?: unknown;
      readonly error?: (ErrorShape & { readonly isApiError: boolean }) | undefined;
    };

export type FromWorker =
  | { readonly kind: 'call'; readonly call: ServiceCall }
  | { readonly kind: 'events'; readonly runKey: number; readonly events: readonly RunEvent[] }
  | { readonly kind: 'ended'; readonly runKey: number; readonly outcome: RunOutcome | 'unknownProgram' };
