import type { Socket } from 'node:net';
import { cutText } from '../../../kernel/text.ts';
import { connectOutgoing, resolveOutgoing } from '../../../platform/network/outgoing-connection.ts';
import type { OutgoingPolicy } from '../../../platform/network/outgoing-hosts.ts';
import {
  ActionError,
  type ConnectionCall,
  type ConnectionService,
  isActionError,
  NodeError,
  type OutsideHost,
} from '../../workflow-nodes/index.ts';
import type { OpenConnections } from './open-connections.ts';

/** What one connection may bring: some times a payload, because protocols say things more than once. */
const maxReceivedBytes = 32 * 1024 * 1024;
const watchMs = 50;
const maxMessage = 1000;

/** Connections of nodes that speak something else than HTTP, by the same rules (workflows.md, "8. Durability and isolation (ours)"). */
export class OutgoingConnections implements ConnectionService {
  readonly #policy: OutgoingPolicy;
  readonly #open: OpenConnections;

  constructor(policy: OutgoingPolicy, open: OpenConnections) {
    this.#policy = policy;
    this.#open = open;
  }

  async use<Result>(call: ConnectionCall, action: (host: OutsideHost) => Promise<Result>): Promise<Result> {
    const { applicationId, errorName, timeoutMs } = call;
    const leave = this.#open.enter(applicationId);
    const deadline = AbortSignal.timeout(Math.max(timeoutMs, 1));
    const ended = new AbortController();
    const signal = AbortSignal.any([deadline, call.signal, ended.signal]);
    const over = rejectWhenAborted(signal);
    try {
      const work = this.#work(call, signal, action);
      // Once the time is up nobody waits for it, whatever a library makes of the lost connection.
      work.catch(() => undefined);
      return await Promise.race([work, over]);
    } catch (error) {
      if (deadline.aborted) throw new ActionError('TimeoutError', `no result within ${timeoutMs / 1000} s`);
      if (isActionError(error) || error instanceof NodeError) throw error;
      throw new ActionError(errorName, describe(error));
    } finally {
      ended.abort();
      leave();
    }
  }

  async #work<Result>(
    { host, port }: ConnectionCall,
    signal: AbortSignal,
    action: (host: OutsideHost) => Promise<Result>,
  ): Promise<Result> {
    const resolve = (name: string, at: number) => resolveOutgoing(name, at, this.#policy);
    const place = await resolve(host, port);
    return action({
      ...place,
      signal,
      resolve,
      open: async () => {
        const socket = await connectOutgoing(place, signal);
        watch(() => socket, signal);
        return socket;
      },
      watch: (current) => watch(current, signal),
    });
  }
}

/** Breaks a connection off that brings more than a node can take, as long as `signal` has not aborted. */
function watch(current: () => Socket, signal: AbortSignal): void {
  const timer = setInterval(() => {
    const socket = current();
    if (socket.bytesRead <= maxReceivedBytes) return;
    socket.destroy(new ActionError('PayloadTooLarge', `the host sends more than ${maxReceivedBytes} bytes`));
  }, watchMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  promise.catch(() => undefined);
  return promise;
}

/** What a library says; of several attempts at once the first. */
function describe(error: unknown): string {
  const first = error instanceof AggregateError && error.message === '' ? error.errors[0] : error;
  const { code, message } = first as NodeJS.ErrnoException;
  const text = message === undefined || message === '' ? 'the connection failed' : message;
  return cutText(`${typeof code === 'string' && !text.includes(code) ? `${code}: ` : ''}${text}`, maxMessage);
}
