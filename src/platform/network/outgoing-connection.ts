import { lookup } from 'node:dns/promises';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { hostLengthRule, isHostLength } from '../../kernel/host-name.ts';
import { bareHost, lookupFor, type OutgoingPolicy, refuseHost } from './outgoing-hosts.ts';

/** Where a connection on behalf of a tenant goes: an address that has been judged, so that a name that answers differently a second time gains nothing. */
export interface OutgoingPlace {
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** The host as it was named, for TLS; undefined when it was named by its address. */
  readonly serverName: string | undefined;
}

/**
 * Looks a host up, once, and judges where it leads.
 *
 * @throws Error in words for whoever has named the host: it is refused, or not known
 */
export async function resolveOutgoing(host: string, port: number, policy: OutgoingPolicy): Promise<OutgoingPlace> {
  const name = bareHost(host);
  const refusal = isHostLength(name) ? refuseHost(name, port, policy) : hostLengthRule;
  if (refusal !== undefined) throw new Error(`${name} ${refusal}`);
  const version = isIP(name);
  if (version !== 0) return { address: name, family: version as 4 | 6, port, serverName: undefined };
  const look = lookupFor(name, port, policy);
  if (!look) {
    const { address, family } = await lookup(name);
    return { address, family: family as 4 | 6, port, serverName: name };
  }
  return new Promise((resolve, reject) => {
    look(name, {}, (error, address, family) => {
      if (error) reject(error);
      else resolve({ address: String(address), family: family as 4 | 6, port, serverName: name });
    });
  });
}

/** Opens a TCP connection to a place, and resolves once it is there; `signal` ends it, also later. */
export function connectOutgoing({ address, port }: OutgoingPlace, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = tcpConnect({ host: address, port, signal });
    // It stays: an error that nobody listens to would end the thread.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}
