import { hash } from 'node:crypto';
import type { Relay } from '../../kernel/relay.ts';
import { decodePayload, encodePayload } from '../../platform/language/index.ts';

/** A chain of flows that cause each other ends after so many (workflows.md, "5. Nodes"). */
export const maxChain = 20;

/** One trigger of one flow, where an occurrence is for that alone: a button, a timer, a replay. */
export interface OccurrenceTarget {
  readonly flowId: string;
  /** Undefined: the version that runs when none is asked for. */
  readonly version?: string | undefined;
  readonly type: string;
  readonly key: string;
  /** Of several with the same type and key, the one that is meant. */
  readonly uiId?: string | undefined;
  /** Runs although flow or version are disabled: a replay. */
  readonly evenDisabled?: boolean;
}

/** A state as it was reported, for triggers that want several at once. */
export interface BatchedState {
  readonly data: Readonly<Record<string, unknown>>;
  readonly time: Date;
  readonly meta?: unknown;
}

/** Something that has happened and starts flows. Plain data; what is durable is a text of `encodeOccurrence`. */
export interface Occurrence {
  /** 24 hex digits; ids of runs are made of it. */
  readonly id: string;
  readonly kind:
    | 'state'
    | 'refusedState'
    | 'connect'
    | 'disconnect'
    | 'inactivity'
    | 'deviceCreate'
    | 'timer'
    | 'virtualButton'
    | 'webhook'
    | 'event'
    | 'dataTable'
    | 'appFile'
    | 'mqttTopic'
    | 'integration'
    | 'flowError'
    | 'replay';
  /** Epoch ms; `time` of the payload. */
  readonly time: number;
  /** Of a state: when it came. Left out: then. */
  readonly arrivedAt?: number;
  readonly relay: Relay;
  readonly data: unknown;
  /** The device that it is about. */
  readonly deviceId?: string;
  readonly meta?: unknown;
  /** The version that whoever caused it names. */
  readonly flowVersion?: string | undefined;
  /** What the trigger is found by, where that is not the device: a webhook's id, a topic, a table's id. */
  readonly key?: string;
  readonly target?: OccurrenceTarget;
  /** Of a state: it was stored when the triggers of its application were not at hand. */
  readonly isUnjudged?: boolean;
  /** Of states that came in one report. */
  readonly batch?: { readonly size: number; readonly states?: readonly BatchedState[] };
  /** Further fields at the root of the payload. */
  readonly root?: Readonly<Record<string, unknown>>;
  /** Somebody steps through its runs. */
  readonly isStepped?: boolean;
  /** How many flows in a row have caused it. */
  readonly chain?: number;
  /** The run that this is the repetition of. */
  readonly replayOf?: string;
  /** Of a run that is kept: what kind of occurrence had started it. */
  readonly sourceKind?: Occurrence['kind'];
}

/** The text that is stored; the id has a column of its own. */
export function encodeOccurrence({ id: _id, kind: _kind, ...content }: Occurrence): string {
  return encodePayload(content);
}

/** The occurrence of a stored row. */
export function decodeOccurrence(row: { id: string; kind: string; content: string }): Occurrence {
  return { id: row.id, kind: row.kind, ...(decodePayload(row.content) as object) } as Occurrence;
}

/**
 * The id of the run that an occurrence starts in a flow: the same however often it is begun. Triggers with the same
 * `meta.uiId` are one with several keys.
 *
 * @param before how many triggers of the flow with the same type and key, and without `uiId`, the occurrence has fired before this
 */
export function runIdOf(
  occurrenceId: string,
  flowId: string,
  { uiId, type, key }: { readonly uiId?: string | undefined; readonly type: string; readonly key: string },
  before = 0,
): string {
  const about = `${occurrenceId}/${flowId}/${uiId ?? `${type}/${key}`}${before === 0 ? '' : `/${before}`}`;
  // The seconds of its creation, like every id.
  return occurrenceId.slice(0, 8) + hash('sha256', about).slice(0, 16);
}
