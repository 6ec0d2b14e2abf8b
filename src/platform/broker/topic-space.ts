import type { Duplex } from 'node:stream';
import type { SubscriptionChange } from '../../kernel/events.ts';
import type { MemoryAccount } from '../../kernel/memory-budget.ts';
import { isWithinLevels } from '../../kernel/topic-filter.ts';
import type { BrokerMemory } from './broker-memory.ts';
import { Client, type ClientSpace } from './client.ts';
import { ClientSession, type Message } from './client-session.ts';
import type { ConnectPacket, Will } from './connect-packet.ts';
import type { Opening } from './connect-reader.ts';
import { encodeConnack } from './encode.ts';
import { ForeignSessions } from './foreign-sessions.ts';
import type { MessageHooks, Session, SessionHooks } from './hooks.ts';
import { Inbox } from './inbox.ts';
import { Link } from './link.ts';
import type { LiveMessage } from './live-frames.ts';
import { type LiveOptions, MessageRouter } from './message-router.ts';
import type { Qos } from './packets.ts';
import { PresentSessions } from './present-sessions.ts';
import { RetainedMessages } from './retained-messages.ts';
import type { SessionChange } from './session-changes.ts';
import type { SessionStore } from './session-store.ts';

/**
 * One application's topic space: subscriptions, sessions and retained messages of its own, so that nothing can be shared
 * with another application by any mistake in a rule.
 */
export class TopicSpace<Data> implements ClientSpace<Data> {
  readonly messages: MessageHooks<Data>;
  readonly #sessionHooks: SessionHooks<Data>;
  readonly #applicationId: string;
  readonly #store: SessionStore;
  readonly #retained: RetainedMessages;
  readonly #queueMemory: MemoryAccount;
  readonly #present: PresentSessions<Data>;
  /** The newest connection of each client id, from before its CONNACK. */
  readonly #newest = new Map<string, Client<Data>>();
  /** Where several servers share the database: sessions that are away or elsewhere, and what comes for those that are here. */
  readonly #foreign = new ForeignSessions();
  readonly #inbox: Inbox | undefined;
  readonly #router: MessageRouter<Data>;

  constructor(options: {
    applicationId: string;
    sessions: SessionHooks<Data>;
    messages: MessageHooks<Data>;
    store: SessionStore;
    memory: BrokerMemory;
    live?: LiveOptions | undefined;
  }) {
    const { applicationId, messages, store, memory, live } = options;
    const { shared } = store;
    this.#applicationId = applicationId;
    this.#retained = new RetainedMessages(memory.retained.open(applicationId));
    this.#queueMemory = memory.queues.open(applicationId);
    this.#sessionHooks = options.sessions;
    this.messages = messages;
    this.#store = store;
    const present = new PresentSessions<Data>(
      live && {
        subscribed: (filter) => this.#router.live?.subscribed(filter),
        unsubscribed: (filter) => this.#router.live?.unsubscribed(filter),
      },
    );
    this.#present = present;
    this.#inbox =
      shared &&
      new Inbox({
        shared,
        space: {
          isPresent: (session) => present.has(session),
          wants: (session, topic) => present.match(topic).has(session),
          apply: this.apply.bind(this),
          flush: (session) => present.clientOf(session)?.flush(),
        },
      });
    const places = { present, foreign: this.#foreign, inbox: this.#inbox, retained: this.#retained };
    this.#router = new MessageRouter({ applicationId, messages, store, ...places, live: shared && live });
  }

  /** Messages of this application: whoever publishes, and what other servers send. */
  get router(): Pick<MessageRouter<Data>, 'publish' | 'look' | 'lookFor'> {
    return this.#router;
  }

  /** Reads what was kept. Nothing is accepted or published before. */
  async start(): Promise<void> {
    if (this.#store.shared) return this.reread();
    for (const message of await this.#store.loadRetained(this.#applicationId)) this.#retained.set(message);
    for (const stored of await this.#store.loadSessions(this.#applicationId)) {
      const session = new ClientSession({
        clientId: stored.clientId,
        persistent: true,
        memory: this.#queueMemory,
        stored,
      });
      this.#present.add(session);
    }
  }

  /** Reads, again, what sessions that are not here have subscribed to, and what other servers want, where several share the database. */
  async reread(): Promise<void> {
    const stored = this.#store.shared?.loadFilters(this.#applicationId);
    await Promise.all([stored && this.#foreign.read(stored), this.#router.live?.read()]);
  }

  /** Another server has changed what a session has subscribed to. */
  subscriptionsChanged(changes: readonly SubscriptionChange[]): void {
    for (const change of changes) this.#foreign.apply(change);
  }

  /** Another server has said what its clients want now. */
  interestChanged(node: string, change: { added: readonly string[]; removed: readonly string[] }): void {
    this.#router.live?.changed(node, change);
  }

  /** A server is no more. */
  nodeGone(node: string): void {
    this.#router.live?.forgetNode(node);
  }

  /** A message of another server. */
  receive(message: LiveMessage): void {
    this.#router.live?.receive(message);
  }

  told(hasStored: boolean): Promise<void> | undefined {
    return this.#router.live?.told(hasStored);
  }

  /** The client has connected to another server. */
  claimedElsewhere(clientId: string, generation: number): void {
    const client = this.#newest.get(clientId);
    if (!client) return;
    client.outbidBy = Math.max(client.outbidBy, generation);
    if (client.generation !== undefined && client.generation < generation) client.link.end(takenOver);
  }

  /** The clients here, with the number of their CONNECT. */
  *generations(): Generator<[string, number]> {
    for (const [clientId, { generation }] of this.#newest) if (generation !== undefined) yield [clientId, generation];
  }

  get connectionCount(): number {
    return this.#present.clients.size;
  }

  /** Takes over a stream whose CONNECT was accepted. */
  accept(stream: Duplex, { connect, reader }: Opening, identity: Session<Data>): void {
    const link = new Link({ stream, reader });
    const client = new Client({ identity, link, space: this, will: connect.will });
    link.listen({
      packet: (packet) => client.packet(packet),
      drained: () => client.drained(),
      ended: (reason) => this.#ended(client, reason),
    });
    this.#begin(client, connect).catch(() => {
      link.send(encodeConnack(3));
      link.end('the session could not be stored');
    });
  }

  async #begin(client: Client<Data>, connect: ConnectPacket): Promise<void> {
    const { identity, link } = client;
    const { clientId } = identity;
    // [MQTT-3.1.4-2]
    this.#newest.get(clientId)?.link.end('taken over by a new connection');
    this.#newest.set(clientId, client);
    const known = this.#inbox ? await this.#claim(client, connect) : this.#present.get(clientId);
    if (link.hasEnded) return;
    const isResumed = !connect.clean && known?.sessionId !== undefined;
    const session =
      isResumed && known
        ? known
        : new ClientSession({ clientId, persistent: !connect.clean, memory: this.#queueMemory });
    const changes: SessionChange[] = [];
    // [MQTT-3.1.2-8]: before the CONNACK, so that it is not lost with this process.
    if (client.will && client.willId !== undefined) {
      const access = this.#sessionHooks.nameAccess(identity);
      changes.push({ kind: 'keepWill', willId: client.willId, clientId, access, will: client.will });
    }
    if (!isResumed) {
      // [MQTT-3.1.2-6]
      if (known) this.#present.drop(known);
      if (known?.sessionId !== undefined) changes.push({ kind: 'end', sessionId: known.sessionId });
      this.#present.add(session);
      const { sessionId } = session;
      if (sessionId !== undefined) {
        this.#hold(client, sessionId);
        this.#inbox?.open(session, { isBehind: false });
        changes.push({ kind: 'create', sessionId, applicationId: this.#applicationId, clientId });
      }
      try {
        await this.#applied(changes);
      } catch (error) {
        this.#present.drop(session);
        for (const id of [sessionId, known?.sessionId]) if (id !== undefined) this.#store.shared?.letGo(id);
        throw error;
      }
      if (known) this.#letGo(known, { isOver: true });
    } else {
      await this.#recheck(identity, session);
      await this.#applied(changes);
      await this.told(false);
      await this.#inbox?.lookFirst(session);
    }
    if (link.hasEnded) return this.#forgetWill(client.willId);
    link.send(encodeConnack(0, isResumed));
    this.#present.connect(session, client);
    client.begin(session);
    this.#sessionHooks.connected(identity);
    client.flush();
    link.start(connect.keepAlive);
  }

  /**
   * Takes the client over from whichever server has it, with its session if it has one; of one that is to be ended, nothing but
   * its id. Nothing of that is here when the connection has ended meanwhile.
   */
  async #claim(client: Client<Data>, { clean }: ConnectPacket): Promise<ClientSession | undefined> {
    const { identity, link } = client;
    const { clientId } = identity;
    const { shared } = this.#store;
    // What an earlier connection to this server has said is stored under its own number.
    await this.#store.settled();
    client.generation = await shared?.claim(this.#applicationId, clientId);
    if (client.outbidBy > (client.generation ?? 0)) link.end(takenOver);
    if (link.hasEnded) return undefined;
    const stored = await this.#store.loadSession(clientId, { isComplete: !clean });
    if (link.hasEnded || !stored) return undefined;
    const session = new ClientSession({ clientId, persistent: true, memory: this.#queueMemory, stored });
    this.#hold(client, stored.sessionId);
    this.#inbox?.open(session, { isBehind: true });
    if (!clean) this.#present.add(session);
    return session;
  }

  /** The session is this server's to write of, with what comes into its inbox. */
  #hold({ identity: { clientId }, generation }: Client<Data>, sessionId: string): void {
    if (generation === undefined) return;
    const applicationId = this.#applicationId;
    this.#store.shared?.hold({ kind: 'held', applicationId, clientId, sessionId, generation });
  }

  /** A persistent session is not here any more, where several servers share the database: away, elsewhere, or over. */
  #letGo(session: ClientSession, { isOver }: { isOver: boolean }): void {
    const { sessionId, clientId, subscriptions } = session;
    if (!this.#inbox || sessionId === undefined) return;
    this.#present.drop(session);
    this.#store.shared?.letGo(sessionId);
    const filters = isOver ? [] : [...subscriptions].map(([filter, qos]) => ({ sessionId, clientId, filter, qos }));
    this.subscriptionsChanged([{ sessionId, clientId }, ...filters]);
  }

  /** Ends subscriptions of an earlier connection that this one may not have, and messages that only they asked for. */
  async #recheck(identity: Session<Data>, session: ClientSession): Promise<void> {
    const changes: SessionChange[] = [];
    const sessionId = session.sessionId ?? '';
    for (const filter of [...session.subscriptions.keys()]) {
      if (await this.messages.subscribe(identity, filter)) continue;
      this.#present.unsubscribe(session, filter);
      changes.push({ kind: 'unsubscribe', sessionId, filter });
    }
    if (changes.length === 0) return;
    for (const { message, packetId, sequence, state } of [...session.deliveries.values()]) {
      if (state === 'released' || !message || this.#present.match(message.topic).has(session)) continue;
      session.remove(packetId);
      changes.push({ kind: 'dequeue', sessionId, sequence });
    }
    await this.#applied(changes);
  }

  #ended(client: Client<Data>, reason: string): void {
    const { identity, session, will, messagesFromClient, messagesToClient } = client;
    client.ended();
    const isNewest = this.#newest.get(identity.clientId) === client;
    if (isNewest) this.#newest.delete(identity.clientId);
    if (!session) {
      // It never got as far as its CONNACK; a clean session that was made for it goes.
      const made = this.#present.get(identity.clientId);
      if (isNewest && made && made.sessionId === undefined) this.#present.drop(made);
      else if (isNewest && made) this.#letGo(made, { isOver: false });
      return;
    }
    this.#present.disconnect(session, client);
    if (session.sessionId === undefined) this.#present.drop(session);
    else this.#letGo(session, { isOver: false });
    if (this.#sessionHooks.leavesWill?.(identity)) {
      // Kept as it is.
    } else if (will) this.publishWill(identity, { ...will, willId: client.willId });
    else this.#forgetWill(client.willId);
    this.#sessionHooks.disconnected(identity, { reason, messagesFromClient, messagesToClient });
  }

  /**
   * A will is a message of the client like any other [MQTT-3.1.2-8], with the same rules. It is forgotten together with what it
   * causes, or once that is stored: a crash between lets it happen again.
   *
   * @param done called when that is durable or has failed
   */
  publishWill(identity: Session<Data>, will: Will & { willId: string | undefined }, done: () => void = ignore): void {
    const { topic, payload, qos, retain, willId } = will;
    if (!isWithinLevels(topic)) return this.#forgetWill(willId, done);
    this.messages.publish(identity, will, (decision) => {
      if (decision !== 'deliver') return this.#forgetWill(willId, done);
      const message: Message = { topic, payload, qos };
      const changes: SessionChange[] = willId === undefined ? [] : [{ kind: 'forgetWill', willId }];
      this.#router.route(message, retain, changes, (error) => {
        if (error === undefined) this.messages.published(identity, message);
        done();
      });
    });
  }

  #forgetWill(willId: string | undefined, done: () => void = ignore): void {
    if (willId === undefined) return done();
    this.#store.apply([{ kind: 'forgetWill', willId }], done);
  }

  route(message: Message, retain: boolean, changes: readonly SessionChange[], done: (error?: unknown) => void): void {
    this.#router.route(message, retain, changes, done);
  }

  waitForDrain(): Promise<void> | undefined {
    return this.#router.waitForDrain();
  }

  subscribe(session: ClientSession, filter: string, qos: Qos): boolean {
    return this.#present.subscribe(session, filter, qos);
  }

  unsubscribe(session: ClientSession, filter: string): boolean {
    return this.#present.unsubscribe(session, filter);
  }

  apply(changes: readonly SessionChange[], done: (error?: unknown) => void): void {
    this.#store.apply(changes, done);
  }

  retained(filter: string): Iterable<Message | undefined> | AsyncIterable<Message> {
    if (this.#store.shared) return this.#store.findRetained(this.#applicationId, filter);
    return this.#retainedHere(filter);
  }

  *#retainedHere(filter: string): Generator<Message | undefined> {
    for (const topic of this.#retained.match(filter)) {
      const message = topic === undefined ? undefined : this.#retained.get(topic);
      if (message || topic === undefined) yield message;
    }
  }

  dropped(session: Session<Data>, topic: string, reason: string): void {
    this.messages.dropped(session, { topic, reason });
  }

  /** Ends the connections of all sessions that match. */
  disconnectWhere(matches: (session: Session<Data>) => boolean, reason: string): void {
    for (const client of [...this.#newest.values()]) {
      if (matches(client.identity)) client.link.end(reason);
    }
  }

  /** Ends as many connections; returns how many that were. */
  disconnectSome(most: number, reason: string): number {
    const clients = [...this.#present.clients.values()].slice(0, most);
    for (const client of clients) client.link.end(reason);
    return clients.length;
  }

  /** Ends a client's connection and forgets its session. */
  forget(clientId: string, reason: string): void {
    this.#newest.get(clientId)?.link.end(reason);
    this.#foreign.forgetClient(clientId);
    const session = this.#present.get(clientId);
    if (!session) return;
    this.#present.drop(session);
    if (session.sessionId !== undefined) this.#store.apply([{ kind: 'end', sessionId: session.sessionId }], ignore);
  }

  /** Ends every connection; what must outlast it has been given to the store. */
  close(reason: string): void {
    this.disconnectWhere(() => true, reason);
    for (const session of this.#present.values()) session.end();
    this.#retained.clear();
  }

  #applied(changes: readonly SessionChange[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#store.apply(changes, (error) => (error === undefined ? resolve() : reject(error)));
    });
  }
}

const takenOver = 'taken over by a new connection to another server';

function ignore(): void {}
