import { randomUUID } from 'node:crypto';
import { isWithinLevels } from '../../kernel/topic-filter.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { type ClientSession, type Delivery, type Message, maxIncoming } from './client-session.ts';
import type { Will } from './connect-packet.ts';
import { encodeAcknowledgement, encodePublish, encodeSuback, encodeUnsuback, pingresp } from './encode.ts';
import { maxPayloadBytes } from './frame-reader.ts';
import type { MessageHooks, Session } from './hooks.ts';
import type { Link } from './link.ts';
import type { ClientPacket, PublishRequest, Qos, SubscribeRequest } from './packets.ts';
import type { SessionChange } from './session-changes.ts';

/** Publishes of one client that have been taken and not dealt with yet, before the client's sending has to wait. */
const maxUnfinished = 1000;
const maxUnfinishedBytes = 1024 * 1024;
/** Retained messages are found and sent one filter after the other; nobody has this many filters in the queue in earnest. */
const maxRetainedRequests = 5000;

/** What a client needs of its space. */
export interface ClientSpace<Data> {
  readonly messages: MessageHooks<Data>;
  /** Delivers a message to all who have subscribed; `done` is called when all that must be stored with it is. */
  route(message: Message, retain: boolean, changes: readonly SessionChange[], done: (error?: unknown) => void): void;
  /** Makes changes of the session durable. */
  apply(changes: readonly SessionChange[], done: (error?: unknown) => void): void;
  subscribe(session: ClientSession, filter: string, qos: Qos): boolean;
  unsubscribe(session: ClientSession, filter: string): boolean;
  /**
   * Resolves when other servers know what has been subscribed to; undefined: there is nothing to wait for. Rejects when they
   * cannot be told.
   *
   * @param hasStored whether subscriptions of the session have been stored
   */
  told(hasStored: boolean): Promise<void> | undefined;
  /** Retained messages that a filter matches; now and then undefined, to let others run. */
  retained(filter: string): Iterable<Message | undefined> | AsyncIterable<Message>;
  /** Resolves when subscribers that are behind have had a chance to catch up. */
  waitForDrain(): Promise<void> | undefined;
  /** A message was not kept for the client. */
  dropped(session: Session<Data>, topic: string, reason: string): void;
}

/** One connected client: what each of its packets means, and what it is sent. */
export class Client<Data> {
  readonly identity: Session<Data>;
  readonly link: Link;
  readonly #space: ClientSpace<Data>;
  readonly #acknowledgements: Acknowledgements;
  #session: ClientSession | undefined;
  #will: Will | undefined;
  #unfinished = 0;
  #unfinishedBytes = 0;
  #holding = false;
  #hasDropped = false;
  /** Why the connection ends once what it has sent before is dealt with. */
  #refusal: string | undefined;
  #retainedRequests: { filter: string; qos: Qos }[] = [];
  #sendingRetained = false;
  #roomWaiters: (() => void)[] = [];
  /** How many CONNECTs of the client there have been with this one, where several servers share the database. */
  generation: number | undefined;
  /** That of one to another server, of which this one has heard before it knew its own. */
  outbidBy = 0;
  messagesFromClient = 0;
  messagesToClient = 0;

  /** Of the will in the store, which is to forget it in the end. */
  readonly willId: string | undefined;

  constructor(options: { identity: Session<Data>; link: Link; space: ClientSpace<Data>; will: Will | undefined }) {
    this.willId = options.will && randomUUID();
    this.identity = options.identity;
    this.link = options.link;
    this.#space = options.space;
    this.#will = options.will;
    this.#acknowledgements = new Acknowledgements({ send: (packet) => this.link.send(packet) });
  }

  /** The session, once the client has been told that it is connected. */
  get session(): ClientSession | undefined {
    return this.#session;
  }

  get will(): Will | undefined {
    return this.#will;
  }

  /** From now on the session's messages go to this client. */
  begin(session: ClientSession): void {
    this.#session = session;
    session.resume();
  }

  packet(packet: ClientPacket): Promise<void> | undefined {
    const session = this.#session;
    if (!session) return undefined;
    switch (packet.type) {
      case 'publish':
        return this.#publish(session, packet);
      case 'puback':
        return this.#acknowledged(session, packet.packetId);
      case 'pubrec':
        return this.#received(session, packet.packetId);
      case 'pubcomp':
        return this.#acknowledged(session, packet.packetId);
      case 'pubrel':
        return this.#release(session, packet.packetId);
      case 'subscribe':
        return this.#subscribe(session, packet);
      case 'unsubscribe':
        return this.#unsubscribe(session, packet.packetId, packet.filters);
      case 'pingreq':
        this.link.send(pingresp);
        return undefined;
      case 'disconnect':
        // [MQTT-3.14.4-3]
        this.#will = undefined;
        this.link.end('client disconnected');
        return undefined;
    }
  }

  /** Sends a message at QoS 0, or leaves it out when the client is far behind. */
  deliverNow(message: Message, options: { retain: boolean }): void {
    if (this.link.hasEnded) return;
    if (this.link.isOverfull) return this.#drop(message.topic, 'the client reads too slowly');
    if (!this.#space.messages.mayReceive(this.identity, message.topic)) return;
    if (!this.#mayDeliver(message, options.retain)) return;
    if (options.retain) this.link.send(...encode0(message, true));
    else {
      message.encoded ??= encode0(message, false);
      this.link.send(...message.encoded);
    }
  }

  /** Sends what is ready of the session, as far as there is room. */
  flush(): void {
    const session = this.#session;
    if (!session) return;
    let backlogSent = 0;
    for (let next = session.peek(); next && !this.link.isFull && !this.link.hasEnded; next = session.peek()) {
      if (session.deliveries.get(next.packetId) !== next) {
        session.shift();
        continue;
      }
      if (!this.#sendDelivery(session, next)) break;
      if (next.isBacklog) backlogSent = next.sequence;
    }
    const { sessionId } = session;
    if (backlogSent > 0 && sessionId !== undefined) {
      this.#space.apply([{ kind: 'sent', sessionId, sequence: backlogSent }], ignore);
    }
  }

  /** Returns false when the connection ends over it. */
  #sendDelivery(session: ClientSession, delivery: Delivery): boolean {
    const { message, packetId, qos, retain, dup } = delivery;
    if (!message) {
      session.shift();
      this.link.send(encodeAcknowledgement('pubrel', packetId));
      return true;
    }
    if (!this.#space.messages.mayReceive(this.identity, message.topic)) {
      session.shift();
      this.#forget(session, delivery);
      return true;
    }
    // One that was sent before has been counted.
    if (!dup && !this.#mayDeliver(message, retain || delivery.isBacklog)) return false;
    session.shift();
    delivery.state = 'sent';
    this.link.send(...encodePublish({ topic: message.topic, payload: message.payload, qos, packetId, retain, dup }));
    return true;
  }

  /** Counts the delivery; false when the connection ends over it. */
  #mayDeliver(message: Message, isBacklog: boolean): boolean {
    if (this.#space.messages.delivering(this.identity, message, isBacklog) === 'close') {
      this.link.end('throttled: too many messages to the device');
      return false;
    }
    this.messagesToClient += 1;
    return true;
  }

  drained(): void {
    this.flush();
    this.#wakeRoomWaiters();
  }

  /** A message could not be kept for the client; said once per connection. */
  overflow(topic: string): void {
    this.#drop(topic, 'too many messages wait for the client');
  }

  #drop(topic: string, reason: string): void {
    if (this.#hasDropped) return;
    this.#hasDropped = true;
    this.#space.dropped(this.identity, topic, reason);
  }

  #publish(session: ClientSession, packet: PublishRequest): Promise<void> | undefined {
    const { topic, payload, qos, packetId } = packet;
    if (!isWithinLevels(topic)) return this.#end('the topic has too many levels');
    if (payload.length > maxPayloadBytes) return this.#end('the payload is larger than 256 KiB');
    this.messagesFromClient += 1;
    const pending = qos > 0 ? this.#acknowledgements.expect(qos === 1 ? 'puback' : 'pubrec', packetId) : undefined;
    if (qos === 2) {
      const known = session.incoming.get(packetId);
      if (known !== undefined) {
        // [MQTT-4.3.3-2]: it has been taken; here is only the answer again.
        const answer = (error?: unknown): void => {
          if (error === undefined && pending) this.#acknowledgements.finish(pending);
          else this.link.end('the message could not be stored');
        };
        if (known) known.push(answer);
        else answer();
        return undefined;
      }
      if (session.incoming.size >= maxIncoming) return this.#end('too many messages wait for PUBREL');
      session.incoming.set(packetId, []);
    }
    this.#beginInFlight(payload.length);
    const finish = (error?: unknown): void => {
      const waiting = qos === 2 ? session.incoming.get(packetId) : undefined;
      if (qos === 2) {
        if (error === undefined) session.incoming.set(packetId, null);
        else session.incoming.delete(packetId);
      }
      // Not acknowledged: the client is to send it again, to a server that can store it.
      if (error !== undefined && this.#refusal === undefined) this.link.end('the message could not be stored');
      else if (error === undefined && pending) this.#acknowledgements.finish(pending);
      for (const answer of waiting ?? []) answer(error);
      this.#endInFlight(payload.length);
    };
    const changes: SessionChange[] =
      qos === 2 && session.sessionId !== undefined ? [{ kind: 'receive', sessionId: session.sessionId, packetId }] : [];
    let lagging: Promise<void> | undefined;
    this.#space.messages.publish(this.identity, packet, (decision, reason) => {
      if (decision === 'close') {
        // What was taken before is acknowledged first: the client would send all of it again, and be refused again.
        this.#refusal = reason ?? 'publish refused';
        this.link.hold();
        return finish('refused');
      }
      if (decision === 'consume') {
        if (changes.length === 0) return finish();
        return this.#space.apply(changes, finish);
      }
      const message: Message = { topic, payload, qos };
      this.#space.route(message, packet.retain, changes, (error) => {
        if (error === undefined) this.#space.messages.published(this.identity, message);
        finish(error);
      });
      lagging = this.#space.waitForDrain();
    });
    return lagging;
  }

  #beginInFlight(bytes: number): void {
    this.#unfinished += 1;
    this.#unfinishedBytes += bytes;
    if (this.#holding || (this.#unfinished < maxUnfinished && this.#unfinishedBytes < maxUnfinishedBytes)) return;
    this.#holding = true;
    this.link.hold();
  }

  #endInFlight(bytes: number): void {
    this.#unfinished -= 1;
    this.#unfinishedBytes -= bytes;
    if (this.#refusal !== undefined && this.#unfinished === 0) return this.link.end(this.#refusal);
    if (!this.#holding || this.#unfinished > maxUnfinished / 2 || this.#unfinishedBytes > maxUnfinishedBytes / 2)
      return;
    this.#holding = false;
    this.link.release();
  }

  /** PUBACK or PUBCOMP: the client has the message. */
  #acknowledged(session: ClientSession, packetId: number): undefined {
    const delivery = session.deliveries.get(packetId);
    if (delivery && (delivery.state === 'sent' || delivery.state === 'released')) this.#forget(session, delivery);
    this.#wakeRoomWaiters();
  }

  /** Nothing is lost when this does not reach the database: the message would be sent again. */
  #forget(session: ClientSession, delivery: Delivery): void {
    session.remove(delivery.packetId);
    if (session.sessionId === undefined) return;
    this.#space.apply([{ kind: 'dequeue', sessionId: session.sessionId, sequence: delivery.sequence }], ignore);
  }

  /** PUBREC. The client must not be told to let go of the id before we know that we need not send the message again. */
  #received(session: ClientSession, packetId: number): undefined {
    const delivery = session.deliveries.get(packetId);
    const pubrel = encodeAcknowledgement('pubrel', packetId);
    if (delivery?.state !== 'sent' || delivery.qos !== 2) return this.#send(pubrel);
    session.release(delivery);
    if (session.sessionId === undefined) return this.#send(pubrel);
    const change: SessionChange = { kind: 'release', sessionId: session.sessionId, sequence: delivery.sequence };
    this.#space.apply([change], (error) => {
      if (error === undefined) this.link.send(pubrel);
      else this.link.end('the session could not be stored');
    });
  }

  /** PUBREL. Once PUBCOMP is out, the id may come with another message: it must be forgotten by then, crash or not. */
  #release(session: ClientSession, packetId: number): undefined {
    const pubcomp = encodeAcknowledgement('pubcomp', packetId);
    const known = session.incoming.get(packetId);
    if (known === undefined) return this.#send(pubcomp);
    if (known) {
      known.push((error) => void (error === undefined && this.#release(session, packetId)));
      return undefined;
    }
    session.incoming.delete(packetId);
    if (session.sessionId === undefined) return this.#send(pubcomp);
    this.#space.apply([{ kind: 'complete', sessionId: session.sessionId, packetId }], (error) => {
      if (error === undefined) this.link.send(pubcomp);
      else this.link.end('the session could not be stored');
    });
  }

  async #subscribe(session: ClientSession, packet: SubscribeRequest): Promise<void> {
    const { messages } = this.#space;
    const codes: number[] = [];
    const granted: { filter: string; qos: Qos }[] = [];
    const changes: SessionChange[] = [];
    for (const { filter, qos } of packet.subscriptions) {
      const may = isWithinLevels(filter) && (await messages.subscribe(this.identity, filter).catch(() => false));
      if (this.link.hasEnded) return;
      const isGranted = may && this.#space.subscribe(session, filter, qos);
      codes.push(isGranted ? qos : 128);
      if (!isGranted) continue;
      granted.push({ filter, qos });
      const { sessionId } = session;
      if (sessionId !== undefined) changes.push({ kind: 'subscribe', sessionId, filter, qos });
    }
    if (!(await this.#keep(changes))) return;
    const told = this.#space.told(changes.length > 0);
    if (told && !(await this.#isTold(told))) return;
    this.link.send(encodeSuback(packet.packetId, codes));
    this.#requestRetained(granted);
  }

  async #unsubscribe(session: ClientSession, packetId: number, filters: readonly string[]): Promise<void> {
    const changes: SessionChange[] = [];
    for (const filter of filters) {
      if (!this.#space.unsubscribe(session, filter) || session.sessionId === undefined) continue;
      changes.push({ kind: 'unsubscribe', sessionId: session.sessionId, filter });
    }
    if (await this.#keep(changes)) this.link.send(encodeUnsuback(packetId));
  }

  /** Returns false when the connection has ended, because of a failure or otherwise. */
  #keep(changes: readonly SessionChange[]): Promise<boolean> | boolean {
    if (changes.length === 0) return !this.link.hasEnded;
    return new Promise((resolve) => {
      this.#space.apply(changes, (error) => {
        if (error !== undefined) this.link.end('the session could not be stored');
        resolve(!this.link.hasEnded);
      });
    });
  }

  /** Returns false when the connection has ended, because of a failure or otherwise. */
  async #isTold(told: Promise<void>): Promise<boolean> {
    await told.catch(() => this.link.end('other servers could not be told of the subscription'));
    return !this.link.hasEnded;
  }

  #requestRetained(granted: readonly { filter: string; qos: Qos }[]): void {
    this.#retainedRequests.push(...granted);
    if (this.#retainedRequests.length > maxRetainedRequests) return void this.#end('too many subscriptions at once');
    if (this.#sendingRetained) return;
    this.#sendRetained().catch(() => this.link.end('retained messages could not be read'));
  }

  /** Sends the retained messages of new subscriptions [MQTT-3.3.1-6], no faster than the client takes them. */
  async #sendRetained(): Promise<void> {
    this.#sendingRetained = true;
    for (let next = this.#retainedRequests.shift(); next; next = this.#retainedRequests.shift()) {
      for await (const message of this.#space.retained(next.filter)) {
        if (message === undefined) await new Promise((resolve) => setImmediate(resolve));
        while (!this.link.hasEnded && (this.link.isFull || this.#session?.isCrowded)) {
          await new Promise<void>((resolve) => this.#roomWaiters.push(resolve));
        }
        if (this.link.hasEnded || !this.#session) return;
        if (message) this.#deliverRetained(this.#session, message, Math.min(message.qos, next.qos) as Qos);
      }
    }
    this.#sendingRetained = false;
  }

  #deliverRetained(session: ClientSession, message: Message, qos: Qos): void {
    if (qos === 0) return this.deliverNow(message, { retain: true });
    const delivery = session.enqueue(message, qos, { retain: true, isPresent: true });
    if (!delivery) return this.overflow(message.topic);
    if (session.sessionId === undefined) return this.flush();
    this.#space.apply([session.toChange(delivery)], (error) => {
      if (error !== undefined) return session.remove(delivery.packetId);
      session.stored(delivery);
      this.flush();
    });
  }

  #wakeRoomWaiters(): void {
    if (this.#roomWaiters.length > 0) for (const resolve of this.#roomWaiters.splice(0)) resolve();
  }

  /** Lets go of what waits for this connection. */
  ended(): void {
    this.#retainedRequests = [];
    this.#wakeRoomWaiters();
  }

  #send(packet: Buffer): undefined {
    this.link.send(packet);
  }

  #end(reason: string): undefined {
    this.link.end(reason);
  }
}

function encode0({ topic, payload }: Message, retain: boolean): Buffer[] {
  return encodePublish({ topic, payload, qos: 0, packetId: 0, retain, dup: false });
}

function ignore(): void {}
