import { findLoneSurrogate } from '../../../kernel/json-text.ts';
import { NodeError, type NodeServices, type RunInfo, restoreError } from '../../workflow-nodes/index.ts';
import type { LocalServices } from './local-services.ts';
import { encodeMessage } from './messages.ts';
import type { ToWorker } from './protocol.ts';

/** In whose name a call is made. */
interface Caller {
  readonly runKey: number;
  readonly nodeId: string;
  readonly info: RunInfo;
}

interface OpenCall {
  readonly runKey: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The worker's side of the calls of nodes to the main thread. */
export class ServiceCalls {
  readonly #tell: (message: string) => void;
  readonly #local: LocalServices;
  readonly #open = new Map<number, OpenCall>();
  /** How many calls of a run are open, where any are: most runs end with none. */
  readonly #openOfRun = new Map<number, number>();
  #next = 1;

  /**
   * @param tell takes encoded messages
   * @param local groups that are not called but done here
   */
  constructor(tell: (message: string) => void, local: LocalServices) {
    this.#tell = tell;
    this.#local = local;
  }

  /** Services whose methods become calls: `services.storage.get(…)` calls `get` of the group `storage`. */
  of(caller: Caller): NodeServices {
    return new Proxy({} as NodeServices, {
      get: (_, group: string) =>
        this.#local[group as keyof LocalServices] ??
        new Proxy(
          {},
          {
            get: (_, method: string) => async (argument: unknown) => {
              requireText(argument);
              return this.call(caller, group, method, argument);
            },
          },
        ),
    });
  }

  /** A call with whatever argument; nodes call by `of`. */
  call(caller: Caller, group: string, method: string, argument: unknown): Promise<unknown> {
    const { runKey, nodeId, info } = caller;
    const callId = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#open.set(callId, { runKey, resolve, reject });
      this.#openOfRun.set(runKey, (this.#openOfRun.get(runKey) ?? 0) + 1);
      const { flowId, flowVersion } = info;
      const call = { callId, runKey, flowId, flowVersion, nodeId, group, method, argument };
      this.#tell(encodeMessage({ kind: 'call', call }));
    });
  }

  settle({ callId, value, error }: Extract<ToWorker, { kind: 'returned' }>): void {
    const call = this.#open.get(callId);
    if (!call) return;
    this.#close(callId, call);
    if (error) call.reject(restoreError(error));
    else call.resolve(value);
  }

  /** The run has ended: nobody waits for its calls any more. */
  forget(runKey: number): void {
    if (!this.#openOfRun.has(runKey)) return;
    for (const [callId, call] of this.#open) if (call.runKey === runKey) this.#close(callId, call);
  }

  #close(callId: number, { runKey }: OpenCall): void {
    this.#open.delete(callId);
    const left = (this.#openOfRun.get(runKey) ?? 1) - 1;
    if (left > 0) this.#openOfRun.set(runKey, left);
    else this.#openOfRun.delete(runKey);
  }
}

/**
 * What nodes store, send or publish is Unicode text, as what the API takes (semantics.md, "UTF-8"): half of a character would be
 * another one for whoever gets it. In a payload it may stand: templates and scripts cut texts by UTF-16 units.
 *
 * @throws NodeError ValidationError
 */
function requireText(argument: unknown): void {
  const place = findLoneSurrogate(argument);
  if (place === undefined) return;
  throw new NodeError('ValidationError', `${place || 'The value'} must not contain half of a surrogate pair`);
}
