import type { Client } from './client.ts';
import type { ClientSession } from './client-session.ts';
import type { Qos } from './packets.ts';
import { SubscriptionTree } from './subscription-tree.ts';

/** Who is told of filters as sessions here begin and cease to have them, once of each session. */
export interface FilterListener {
  subscribed(filter: string): void;
  unsubscribed(filter: string): void;
}

/** The sessions of one application that this server has, with what they have subscribed to and their clients. */
export class PresentSessions<Data> {
  readonly #tree = new SubscriptionTree<ClientSession>();
  readonly #byClientId = new Map<string, ClientSession>();
  /** The client of each session that has one. */
  readonly #clients = new Map<ClientSession, Client<Data>>();
  readonly #listener: FilterListener | undefined;
  /** Sessions that are no longer here: the listener has been told of the end of what they had subscribed to. */
  readonly #dropped = new WeakSet<ClientSession>();

  constructor(listener: FilterListener | undefined) {
    this.#listener = listener;
  }

  get(clientId: string): ClientSession | undefined {
    return this.#byClientId.get(clientId);
  }

  has(session: ClientSession): boolean {
    return this.#byClientId.get(session.clientId) === session;
  }

  values(): Iterable<ClientSession> {
    return this.#byClientId.values();
  }

  add(session: ClientSession): void {
    this.#byClientId.set(session.clientId, session);
    for (const [filter, qos] of session.subscriptions) {
      this.#tree.set(filter, session, qos);
      this.#listener?.subscribed(filter);
    }
  }

  /** Ends the session as far as this server has it. */
  drop(session: ClientSession): void {
    session.end();
    const isFirst = !this.#dropped.has(session);
    this.#dropped.add(session);
    for (const filter of session.subscriptions.keys()) {
      this.#tree.delete(filter, session);
      if (isFirst) this.#listener?.unsubscribed(filter);
    }
    if (this.has(session)) this.#byClientId.delete(session.clientId);
  }

  /** Returns false when there is no room for another filter. */
  subscribe(session: ClientSession, filter: string, qos: Qos): boolean {
    const isNew = !session.subscriptions.has(filter) && !this.#dropped.has(session);
    if (!session.subscribe(filter, qos)) return false;
    this.#tree.set(filter, session, qos);
    if (isNew) this.#listener?.subscribed(filter);
    return true;
  }

  /** Returns false when it had not subscribed to that. */
  unsubscribe(session: ClientSession, filter: string): boolean {
    if (!session.unsubscribe(filter)) return false;
    this.#tree.delete(filter, session);
    if (!this.#dropped.has(session)) this.#listener?.unsubscribed(filter);
    return true;
  }

  /** Those with a subscription that matches, each with the highest QoS. */
  match(topic: string): Map<ClientSession, number> {
    return this.#tree.match(topic);
  }

  clientIdsOf(topic: string): string[] {
    return [...this.#tree.match(topic).keys()].map(({ clientId }) => clientId);
  }

  clientOf(session: ClientSession): Client<Data> | undefined {
    return this.#clients.get(session);
  }

  /** All that have a client, in the order in which these came. */
  get clients(): ReadonlyMap<ClientSession, Client<Data>> {
    return this.#clients;
  }

  connect(session: ClientSession, client: Client<Data>): void {
    this.#clients.set(session, client);
  }

  /** The client has gone, unless the session has another one by now. */
  disconnect(session: ClientSession, client: Client<Data>): void {
    if (this.#clients.get(session) === client) this.#clients.delete(session);
  }
}
