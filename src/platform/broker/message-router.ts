import type { Client } from './client.ts';
import type { ClientSession, Delivery, Message } from './client-session.ts';
import type { ForeignSessions } from './foreign-sessions.ts';
import type { MessageHooks } from './hooks.ts';
import type { Inbox } from './inbox.ts';
import type { LiveMessage } from './live-frames.ts';
import { LiveSpace } from './live-space.ts';
import type { Qos } from './packets.ts';
import type { PresentSessions } from './present-sessions.ts';
import type { RetainedMessages } from './retained-messages.ts';
import type { SessionChange } from './session-changes.ts';
import type { SessionStore } from './session-store.ts';

/** How messages come to and from other servers, where several share the database. */
export type LiveOptions = Omit<ConstructorParameters<typeof LiveSpace>[0], 'applicationId' | 'receiver'>;

/** A message that the server itself publishes. */
export interface OwnMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Whether clients of other servers that hear it are counted. */
  readonly isCounted?: boolean;
}

/**
 * Brings the messages of one application to all who have subscribed: clients here, sessions that are away, other servers. What
 * is owed is stored before anybody is told that the message was taken.
 */
export class MessageRouter<Data> {
  readonly #applicationId: string;
  readonly #messages: MessageHooks<Data>;
  readonly #store: SessionStore;
  readonly #present: PresentSessions<Data>;
  readonly #foreign: ForeignSessions;
  readonly #inbox: Inbox | undefined;
  readonly #retained: RetainedMessages;
  /** Messages to and from other servers; undefined: there are none, or they cannot be reached. */
  readonly live: LiveSpace | undefined;
  /** A subscriber that the last message found behind. */
  #lagging: Client<Data> | undefined;

  constructor(options: {
    applicationId: string;
    messages: MessageHooks<Data>;
    store: SessionStore;
    present: PresentSessions<Data>;
    foreign: ForeignSessions;
    inbox: Inbox | undefined;
    retained: RetainedMessages;
    live: LiveOptions | undefined;
  }) {
    this.#applicationId = options.applicationId;
    this.#messages = options.messages;
    this.#store = options.store;
    this.#present = options.present;
    this.#foreign = options.foreign;
    this.#inbox = options.inbox;
    this.#retained = options.retained;
    if (!options.live) return;
    const receiver = {
      findBarred: (topic: string) => this.#messages.findBarred(topic, this.#present.clientIdsOf(topic)),
      deliver: this.#deliverForeign.bind(this),
      count: (topic: string, deliver: () => Promise<void>) => this.#messages.countHeard(topic, deliver),
      lost: (topic: string) => this.#messages.notKept(this.#applicationId, { topic }),
    };
    this.live = new LiveSpace({ applicationId: this.#applicationId, ...options.live, receiver });
  }

  /** Resolves when subscribers that the last message found behind have had a chance to catch up. */
  waitForDrain(): Promise<void> | undefined {
    return this.#lagging?.link.waitForDrain();
  }

  /**
   * Publishes a message of the server's own; resolves when it is kept for all who are owed it.
   *
   * @returns how many clients of other servers have heard it, if that is counted
   */
  async publish(message: OwnMessage): Promise<number> {
    const { topic, qos, retain } = message;
    const subscribers = this.#present.clientIdsOf(topic);
    for (const { clientId } of this.#foreign.match(topic).keys()) subscribers.push(clientId);
    const barred = await this.#messages.findBarred(topic, subscribers);
    const sent = { topic, payload: Buffer.from(message.payload), qos };
    await new Promise<void>((resolve, reject) => {
      const done = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      this.route(sent, retain, [], done, { barred });
    });
    if (!this.live) return 0;
    // Only now, so that what is owed there is found.
    if (message.isCounted) return this.live.ask(sent, { looks: qos > 0 });
    this.live.tell(sent, { looks: qos > 0 });
    return 0;
  }

  /**
   * Delivers a message to all who have subscribed.
   *
   * @param changes what is to be stored together with what is owed
   * @param done called when all that is durable, or has failed
   * @param own of a message of the server's own, which other servers are sent later
   */
  route(
    message: Message,
    retain: boolean,
    changes: readonly SessionChange[],
    done: (error?: unknown) => void,
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
      const here = this.#present.get(clientId);
      posted.push((here && this.#inbox?.expect(here)) ?? (() => this.look(clientId)));
    };
    this.#lagging = undefined;
    for (const [session, granted] of this.#present.match(topic)) {
      if (barred?.has(session.clientId)) continue;
      const client = this.#present.clientOf(session);
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
      const delivery = this.#enqueue(session, keep(), deliveryQos);
      if (!delivery) continue;
      if (sessionId === undefined) client?.flush();
      else {
        all.push(session.toChange(delivery));
        storing.push([session, delivery]);
      }
    }
    for (const [session, granted] of qos > 0 && this.#inbox ? this.#foreign.match(topic) : []) {
      const isHere = this.#present.get(session.clientId)?.sessionId === session.sessionId;
      if (!isHere && !barred?.has(session.clientId)) post(session, Math.min(qos, granted) as Qos);
    }
    // At once, as to clients here: they are owed nothing.
    if (this.live && !own) this.live.tell(message, { looks: false });
    if (all.length === 0) return done();
    this.#store.apply(all, (error) => {
      for (const tell of posted) tell();
      if (posted.length > 0 && !own && error === undefined) this.live?.tellToLook(topic);
      for (const [session, delivery] of storing) {
        if (error !== undefined) session.remove(delivery.packetId);
        else session.stored(delivery);
      }
      if (error === undefined) for (const [session] of storing) this.#present.clientOf(session)?.flush();
      done(error);
    });
  }

  /** Puts a message into the session's queue; undefined: there is no room, which is said. */
  #enqueue(session: ClientSession, message: Message, qos: 1 | 2): Delivery | undefined {
    const client = this.#present.clientOf(session);
    const delivery = session.enqueue(message, qos, { retain: false, isPresent: client !== undefined });
    if (delivery) return delivery;
    if (client) client.overflow(message.topic);
    else this.#messages.notKept(this.#applicationId, { topic: message.topic, clientId: session.clientId });
    return undefined;
  }

  /** To clients here alone: the server that it comes from has seen to all others, and to what is owed. */
  async #deliverForeign(
    { topic, payload, qos, looks }: LiveMessage,
    barred: ReadonlySet<string> | undefined,
  ): Promise<void> {
    let kept: Message | undefined;
    const looking: (Promise<void> | undefined)[] = [];
    const message: Message = { topic, payload, qos };
    for (const [session, granted] of this.#present.match(topic)) {
      if (barred?.has(session.clientId)) continue;
      const client = this.#present.clientOf(session);
      const deliveryQos = Math.min(qos, granted) as Qos;
      if (deliveryQos === 0) client?.deliverNow(message, { retain: false });
      else if (session.sessionId !== undefined) looking.push(looks ? this.#inbox?.look(session) : undefined);
      else {
        kept ??= { topic, payload: Buffer.from(payload), qos };
        if (this.#enqueue(session, kept, deliveryQos)) client?.flush();
      }
    }
    if (looks) await Promise.all(looking);
  }

  /** There may be something in the inbox of the client's session. */
  look(clientId: string): void {
    const session = this.#present.get(clientId);
    if (session) void this.#inbox?.look(session);
  }

  /** The inboxes of sessions that have subscribed to the topic may have something. */
  lookFor(topic: string): void {
    for (const [session, granted] of this.#present.match(topic)) if (granted > 0) void this.#inbox?.look(session);
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
    this.#messages.notKept(applicationId, { topic });
    return undefined;
  }
}

function ignore(): void {}
