import type { Duplex } from 'node:stream';
import type { SubscriptionChange } from '../../kernel/events.ts';
import type { MemoryAccount } from '../../kernel/memory-budget.ts';
import { isWithinLevels } from '../../kernel/topic-filter.ts';
import type { BrokerMemory } from './broker-memory.ts';
import { Client, type ClientSpace } from './client.ts';
import { ClientSession, type Delivery, type Message } from './client-session.ts';
import type { ConnectPacket, Will } from './connect-packet.ts';
import type { Opening } from './connect-reader.ts';
import { encodeConnack } from './encode.ts';
import { ForeignSessions } from './foreign-sessions.ts';
import type { MessageHooks, Session, SessionHooks } from './hooks.ts';
import { Inbox } from './inbox.ts';
import { Link } from './link.ts';
import type { LiveMessage } from './live-frames.ts';
import { LiveSpace } from './live-space.ts';
import type { Qos } from './packets.ts';
import { RetainedMessages } from './retained-messages.ts';
import type { SessionChange } from './session-changes.ts';
import type { SessionStore } from './session-store.ts';
import { SubscriptionTree } from './subscription-tree.ts';

/**
 * One application's topic space: subscriptions, sessions and retained messages of its own, so that nothing can be shared
 * with another application by any mistake in a rule.
 */
export class TopicSpace<Data> implements ClientSpace<Data> {
  readonly messages: MessageHooks<Data>;
  readonly #sessionHooks: SessionHooks<Data>;
  readonly #applicationId: string;
  readonly #store: SessionStore;
  readonly #tree = new SubscriptionTree<ClientSession>();
  readonly #retained: RetainedMessages;
  readonly #queueMemory: MemoryAccount;
  readonly #sessions = new Map<string, ClientSession>();
  /** The client of each session that has one. */
  readonly #clients = new Map<ClientSession, Client<Data>>();
  /** The newest connection of each client id, from before its CONNACK. */
  readonly #newest = new Map<string, Client<Data>>();
  /** A subscriber that the last message found behind. */
  #lagging: Client<Data> | undefined;
  /** Where several servers share the database: sessions that are away or elsewhere, and what comes for those that are here. */
  #foreign = new ForeignSessions();
  readonly #inbox: Inbox | undefined;
  readonly #live: LiveSpace | undefined;
  /** Sessions that are no longer here: what they had subscribed to is taken back from what other servers know once. */
  readonly #dropped = new WeakSet<ClientSession>();
  #reading: Promise<void> | undefined;
  /** What was said of filters while they were being read. */
  #said: SubscriptionChange[] = [];

  constructor(options: {
    applicationId: string;
    sessions: SessionHooks<Data>;
    messages: MessageHooks<Data>;
    store: SessionStore;
    memory: BrokerMemory;
    /** How messages come to and from other servers, where several share the database. */
    live?: Omit<ConstructorParameters<typeof LiveSpace>[0], 'applicationId' | 'receiver'> | undefined;
  }) {
    this.#applicationId = options.applicationId;
    this.#retained = new RetainedMessages(options.memory.retained.open(options.applicationId));
    this.#queueMemory = options.memory.queues.open(options.applicationId);
    this.#sessionHooks = options.sessions;
    this.messages = options.messages;
    this.#store = options.store;
    const { shared } = options.store;
    if (!shared) return;
    const space = {
      isPresent: (session: ClientSession) => this.#sessions.get(session.clientId) === session,
      wants: (session: ClientSession, topic: string) => this.#tree.match(topic).has(session),
      apply: this.apply.bind(this),
      flush: (session: ClientSession) => this.#clients.get(session)?.flush(),
    };
    this.#inbox = new Inbox({ shared, space });
    if (!options.live) return;
    const receiver = {
      findBarred: (topic: string) => this.messages.findBarred(topic, this.#subscribersHere(topic)),
      deliver: this.#deliverForeign.bind(this),
      count: (topic: string, deliver: () => Promise<void>) => this.messages.countHeard(topic, deliver),
      lost: (topic: string) => this.messages.notKept(this.#applicationId, { topic }),
    };
    this.#live = new LiveSpace({ applicationId: this.#applicationId, ...options.live, receiver });
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
      this.#add(session);
    }
  }

  #add(session: ClientSession): void {
    this.#sessions.set(session.clientId, session);
    for (const [filter, qos] of session.subscriptions) {
      this.#tree.set(filter, session, qos);
      this.#live?.subscribed(filter);
    }
  }

  /** Reads, again, what sessions that are not here have subscribed to, and what other servers want, where several share the database. */
  async reread(): Promise<void> {
    await Promise.all([this.#readFilters(), this.#live?.read()]);
  }

  /** Reads, again, what sessions have subscribed to that are not here, where several servers share the database. */
  #readFilters(): Promise<void> {
    const said: SubscriptionChange[] = [];
    this.#said = said;
    const read = async (): Promise<void> => {
      const foreign = new ForeignSessions();
      for await (const change of this.#store.shared?.loadFilters(this.#applicationId) ?? []) foreign.apply(change);
      // It has been begun once more since: that is waited for.
      if (this.#said !== said) return this.#reading;
      for (const change of said) foreign.apply(change);
      this.#foreign = foreign;
    };
    const reading = read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  /** Another server has changed what a session has subscribed to. */
  subscriptionsChanged(changes: readonly SubscriptionChange[]): void {
    for (const change of changes) this.#foreign.apply(change);
    if (this.#reading) this.#said.push(...changes);
  }

  /** Another server has said what its clients want now. */
  interestChanged(node: string, change: { added: readonly string[]; removed: readonly string[] }): void {
    this.#live?.changed(node, change);
  }

  /** A server is no more. */
  nodeGone(node: string): void {
    this.#live?.forgetNode(node);
  }

  /** A message of another server. */
  receive(message: LiveMessage): void {
    this.#live?.receive(message);
  }

  /** The inboxes of sessions that have subscribed to the topic may have something. */
  lookFor(topic: string): void {
    for (const [session, granted] of this.#tree.match(topic)) if (granted > 0) void this.#inbox?.look(session);
  }

  /** To clients here alone: the server that it comes from has seen to all others, and to what is owed. */
  async #deliverForeign(
    { topic, payload, qos, looks }: LiveMessage,
    barred: ReadonlySet<string> | undefined,
  ): Promise<void> {
    let kept: Message | undefined;
    const looking: (Promise<void> | undefined)[] = [];
    const message: Message = { topic, payload, qos };
    for (const [session, granted] of this.#tree.match(topic)) {
      if (barred?.has(session.clientId)) continue;
      const deliveryQos = Math.min(qos, granted) as Qos;
      if (deliveryQos === 0) this.#clients.get(session)?.deliverNow(message, { retain: false });
      else if (session.sessionId !== undefined) looking.push(looks ? this.#inbox?.look(session) : undefined);
      else {
        kept ??= { topic, payload: Buffer.from(payload), qos };
        this.#enqueueClean(session, kept, deliveryQos);
      }
    }
    if (looks) await Promise.all(looking);
  }

  #enqueueClean(session: ClientSession, message: Message, qos: 1 | 2): void {
    const client = this.#clients.get(session);
    if (session.enqueue(message, qos, { retain: false, isPresent: client !== undefined })) client?.flush();
    else if (client) client.overflow(message.topic);
    else this.messages.notKept(this.#applicationId, { topic: message.topic, clientId: session.clientId });
  }

  #subscribersHere(topic: string): string[] {
    return [...this.#tree.match(topic).keys()].map((session) => session.clientId);
  }

  told(hasStored: boolean): Promise<void> | undefined {
    return this.#live?.told(hasStored);
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

  /** There may be something in the inbox of the client's session. */
  look(clientId: string): void {
    const session = this.#sessions.get(clientId);
    if (session) void this.#inbox?.look(session);
  }

  get connectionCount(): number {
    return this.#clients.size;
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
    const known = this.#inbox ? await this.#claim(client, connect) : this.#sessions.get(clientId);
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
      if (known) this.#drop(known);
      if (known?.sessionId !== undefined) changes.push({ kind: 'end', sessionId: known.sessionId });
      this.#sessions.set(clientId, session);
      const { sessionId } = session;
      if (sessionId !== undefined) {
        this.#hold(client, sessionId);
        this.#inbox?.open(session, { isBehind: false });
        changes.push({ kind: 'create', sessionId, applicationId: this.#applicationId, clientId });
      }
      try {
        await this.#applied(changes);
      } catch (error) {
        this.#drop(session);
        for (const id of [sessionId, known?.sessionId]) if (id !== undefined) this.#store.shared?.letGo(id);
        throw error;
      }
      if (known) this.#letGo(known, { isOver: true });
    } else {
      await this.#recheck(identity, session);
      await this.#applied(changes);
      await this.told(false);
      await this.#inbox?.look(session);
    }
    if (link.hasEnded) return this.#forgetWill(client.willId);
    link.send(encodeConnack(0, isResumed));
    this.#clients.set(session, client);
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
    if (!clean) this.#add(session);
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
    this.#drop(session);
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
      this.unsubscribe(session, filter);
      changes.push({ kind: 'unsubscribe', sessionId, filter });
    }
    if (changes.length === 0) return;
    for (const { message, packetId, sequence, state } of [...session.deliveries.values()]) {
      if (state === 'released' || !message || this.#tree.match(message.topic).has(session)) continue;
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
      const made = this.#sessions.get(identity.clientId);
      if (isNewest && made && made.sessionId === undefined) this.#drop(made);
      else if (isNewest && made) this.#letGo(made, { isOver: false });
      return;
    }
    if (this.#clients.get(session) === client) this.#clients.delete(session);
    if (session.sessionId === undefined) this.#drop(session);
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
      this.route(message, retain, changes, (error) => {
        if (error === undefined) this.messages.published(identity, message);
        done();
      });
    });
  }

  #forgetWill(willId: string | undefined, done: () => void = ignore): void {
    if (willId === undefined) return done();
    this.#store.apply([{ kind: 'forgetWill', willId }], done);
  }

  /**
   * Publishes a message of the server's own; resolves when it is kept for all who are owed it.
   *
   * @returns how many clients of other servers have heard it, if that is counted
   */
  async publish(message: OwnMessage): Promise<number> {
    const { topic, qos, retain } = message;
    const subscribers = this.#subscribersHere(topic);
    for (const { clientId } of this.#foreign.match(topic).keys()) subscribers.push(clientId);
    const barred = await this.messages.findBarred(topic, subscribers);
    const sent = { topic, payload: Buffer.from(message.payload), qos };
    await new Promise<void>((resolve, reject) => {
      const done = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      this.route(sent, retain, [], done, { barred });
    });
    if (!this.#live) return 0;
    // Only now, so that what is owed there is found.
    if (message.isCounted) return this.#live.ask(sent, { looks: qos > 0 });
    this.#live.tell(sent, { looks: qos > 0 });
    return 0;
  }

  route(
    message: Message,
    retain: boolean,
    changes: readonly SessionChange[],
    done: (error?: unknown) => void,
    /** Of a message of the server's own, which other servers are sent later. */
    own?: { readonly barred: ReadonlySet<string> | undefined },
  ): void {
    const { topic, qos } = message;
    const barred = own?.barred;
    let kept: Message | undefined;
    // What is kept must not hold on to the whole of what was read with it.
    const keep = (): Message => {
      kept ??= { topic, payload: Buffer.from(message.payload), qos };
      return kept;
    };
    const all = [...changes];
    if (retain) {
      const change = this.#retain(keep());
      if (change && qos > 0) all.push(change);
      else if (change) this.#store.apply([change], ignore);
    }
    const storing: [ClientSession, Delivery][] = [];
    const posted: (() => void)[] = [];
    const post = ({ sessionId, clientId }: { sessionId: string; clientId: string }, postQos: Qos): void => {
      const applicationId = this.#applicationId;
      all.push({ kind: 'post', applicationId, clientId, sessionId, topic, payload: keep().payload, qos: postQos });
      const here = this.#sessions.get(clientId);
      posted.push((here && this.#inbox?.expect(here)) ?? (() => this.look(clientId)));
    };
    this.#lagging = undefined;
    for (const [session, granted] of this.#tree.match(topic)) {
      if (barred?.has(session.clientId)) continue;
      const client = this.#clients.get(session);
      const deliveryQos = Math.min(qos, granted) as Qos;
      if (client?.link.waitForDrain()) this.#lagging = client;
      if (deliveryQos === 0) {
        client?.deliverNow(message, { retain: false });
        continue;
      }
      const { sessionId, clientId } = session;
      if (sessionId !== undefined && this.#inbox?.isBehind(session)) {
        post({ sessionId, clientId }, deliveryQos);
        continue;
      }
      const delivery = session.enqueue(keep(), deliveryQos, { retain: false, isPresent: client !== undefined });
      if (!delivery) {
        if (client) client.overflow(topic);
        else this.messages.notKept(this.#applicationId, { topic, clientId: session.clientId });
      } else if (session.sessionId === undefined) client?.flush();
      else {
        all.push(session.toChange(delivery));
        storing.push([session, delivery]);
      }
    }
    for (const [session, granted] of qos > 0 && this.#inbox ? this.#foreign.match(topic) : []) {
      const isHere = this.#sessions.get(session.clientId)?.sessionId === session.sessionId;
      if (!isHere && !barred?.has(session.clientId)) post(session, Math.min(qos, granted) as Qos);
    }
    // At once, as to clients here: they are owed nothing.
    if (this.#live && !own) this.#live.tell(message, { looks: false });
    if (all.length === 0) return done();
    this.#store.apply(all, (error) => {
      for (const tell of posted) tell();
      if (posted.length > 0 && !own && error === undefined) this.#live?.tellToLook(topic);
      for (const [session, delivery] of storing) {
        if (error !== undefined) session.remove(delivery.packetId);
        else session.stored(delivery);
      }
      if (error === undefined) for (const [session] of storing) this.#clients.get(session)?.flush();
      done(error);
    });
  }

  /** The change that keeps or forgets a retained message; undefined when there is none to make. */
  #retain(message: Message): SessionChange | undefined {
    const { topic, payload, qos } = message;
    const applicationId = this.#applicationId;
    if (this.#store.shared) {
      // Other servers have changed them too: only the database knows what there is.
      return { kind: 'retain', applicationId, topic, message: payload.length > 0 ? { payload, qos } : undefined };
    }
    if (payload.length === 0) {
      return this.#retained.delete(topic) ? { kind: 'retain', applicationId, topic, message: undefined } : undefined;
    }
    if (this.#retained.set(message)) return { kind: 'retain', applicationId, topic, message: { payload, qos } };
    this.messages.notKept(applicationId, { topic });
    return undefined;
  }

  apply(changes: readonly SessionChange[], done: (error?: unknown) => void): void {
    this.#store.apply(changes, done);
  }

  subscribe(session: ClientSession, filter: string, qos: Qos): boolean {
    const isNew = this.#live !== undefined && !session.subscriptions.has(filter) && !this.#dropped.has(session);
    if (!session.subscribe(filter, qos)) return false;
    this.#tree.set(filter, session, qos);
    if (isNew) this.#live?.subscribed(filter);
    return true;
  }

  unsubscribe(session: ClientSession, filter: string): boolean {
    if (!session.unsubscribe(filter)) return false;
    this.#tree.delete(filter, session);
    if (this.#live && !this.#dropped.has(session)) this.#live.unsubscribed(filter);
    return true;
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

  waitForDrain(): Promise<void> | undefined {
    return this.#lagging?.link.waitForDrain();
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
    const clients = [...this.#clients.values()].slice(0, most);
    for (const client of clients) client.link.end(reason);
    return clients.length;
  }

  /** Ends a client's connection and forgets its session. */
  forget(clientId: string, reason: string): void {
    this.#newest.get(clientId)?.link.end(reason);
    this.#foreign.forgetClient(clientId);
    const session = this.#sessions.get(clientId);
    if (!session) return;
    this.#drop(session);
    if (session.sessionId !== undefined) this.#store.apply([{ kind: 'end', sessionId: session.sessionId }], ignore);
  }

  /** Ends every connection; what must outlast it has been given to the store. */
  close(reason: string): void {
    this.disconnectWhere(() => true, reason);
    for (const session of this.#sessions.values()) session.end();
    this.#retained.clear();
  }

  #drop(session: ClientSession): void {
    session.end();
    const isFirst = this.#live !== undefined && !this.#dropped.has(session);
    if (isFirst) this.#dropped.add(session);
    for (const filter of session.subscriptions.keys()) {
      this.#tree.delete(filter, session);
      if (isFirst) this.#live?.unsubscribed(filter);
    }
    if (this.#sessions.get(session.clientId) === session) this.#sessions.delete(session.clientId);
  }

  #applied(changes: readonly SessionChange[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#store.apply(changes, (error) => (error === undefined ? resolve() : reject(error)));
    });
  }
}

/** A message that the server itself publishes. */
export interface OwnMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Whether clients of other servers that hear it are counted. */
  readonly isCounted?: boolean;
}

const takenOver = 'taken over by a new connection to another server';

function ignore(): void {}
