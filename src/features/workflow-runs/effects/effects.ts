import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { ActingFlow } from '../../../kernel/principal.ts';
import type { Relay } from '../../../kernel/relay.ts';
import type { NodeServices } from '../../workflow-nodes/index.ts';
import type { FlowRef } from '../../workflows/index.ts';

/** In whose name a node does something. */
export interface EffectCaller {
  readonly application: ApplicationRef;
  /** Inside a custom node: the custom node. */
  readonly flow: FlowRef;
  readonly flowVersion: string;
  readonly runId: string;
  readonly nodeId: string;
  /** The flow, as those hear of it whose business it is. */
  readonly actor: ActingFlow;
  /** The flow, as what it causes calls it. */
  readonly relay: Relay;
  /** How many flows in a row have led here, this one included. */
  readonly chain: number;
}

/** Services that are done in the worker. */
type LocalGroup = 'http' | 'connections';

/** What nodes do on the main thread: the services, each method told first who calls. */
export type Effects = {
  readonly [Group in Exclude<keyof NodeServices, LocalGroup>]: {
    readonly [Method in keyof NodeServices[Group]]: NodeServices[Group][Method] extends (
      call: infer Call,
    ) => infer Result
      ? (caller: EffectCaller, call: Call) => Result
      : never;
  };
};
