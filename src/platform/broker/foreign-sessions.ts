import type { SubscriptionChange } from '../../kernel/events.ts';
import type { Qos } from './packets.ts';
import { SubscriptionTree } from './subscription-tree.ts';

/** A persistent session whose client is away or with another server. */
export interface ForeignSession {
  readonly sessionId: string;
  readonly clientId: string;
}

/**
 * Of the persistent sessions of an application that this server does not have: what they have subscribed to at QoS 1 or 2.
 * Nothing else of them is in memory. A session's changes are to be given in the order in which they were committed.
 */
export class ForeignSessions {
  #tree = new SubscriptionTree<ForeignSession>();
  #sessions = new Map<string, { readonly session: ForeignSession; readonly filters: Set<string> }>();
  /** The id of a client's session; it has one. */
  #ofClient = new Map<string, string>();
  #reading: Promise<void> | undefined;
  /** What was said of filters while they were being read. */
  #said: SubscriptionChange[] = [];

  /** Reads all of them, again: what was known is replaced by it, and by what was said meanwhile. */
  read(stored: AsyncIterable<SubscriptionChange>): Promise<void> {
    const said: SubscriptionChange[] = [];
    this.#said = said;
    const read = async (): Promise<void> => {
      const fresh = new ForeignSessions();
      for await (const change of stored) fresh.#apply(change);
      // It has been begun once more since: that is waited for.
      if (this.#said !== said) return this.#reading;
      for (const change of said) fresh.#apply(change);
      this.#tree = fresh.#tree;
      this.#sessions = fresh.#sessions;
      this.#ofClient = fresh.#ofClient;
    };
    const reading = read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  /** What has been committed of one. */
  apply(change: SubscriptionChange): void {
    this.#apply(change);
    if (this.#reading) this.#said.push(change);
  }

  #apply({ sessionId, clientId, filter, qos }: SubscriptionChange): void {
    if (filter === undefined) this.forget(sessionId);
    else if (qos === undefined || qos === 0) this.#remove(sessionId, filter);
    else this.#set(sessionId, clientId, filter, qos);
  }

  #set(sessionId: string, clientId: string, filter: string, qos: Qos): void {
    let known = this.#sessions.get(sessionId);
    if (!known) {
      this.forgetClient(clientId);
      known = { session: { sessionId, clientId }, filters: new Set() };
      this.#sessions.set(sessionId, known);
      this.#ofClient.set(clientId, sessionId);
    }
    known.filters.add(filter);
    this.#tree.set(filter, known.session, qos);
  }

  #remove(sessionId: string, filter: string): void {
    const known = this.#sessions.get(sessionId);
    if (!known?.filters.delete(filter)) return;
    this.#tree.delete(filter, known.session);
    if (known.filters.size === 0) this.forget(sessionId);
  }

  forget(sessionId: string): void {
    const known = this.#sessions.get(sessionId);
    if (!known) return;
    for (const filter of known.filters) this.#tree.delete(filter, known.session);
    this.#sessions.delete(sessionId);
    if (this.#ofClient.get(known.session.clientId) === sessionId) this.#ofClient.delete(known.session.clientId);
  }

  forgetClient(clientId: string): void {
    const sessionId = this.#ofClient.get(clientId);
    if (sessionId !== undefined) this.forget(sessionId);
  }

  /** Those with a subscription that matches, each with the highest QoS. */
  match(topic: string): Map<ForeignSession, number> {
    return this.#tree.match(topic);
  }
}
