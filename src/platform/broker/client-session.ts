import { newId } from '../../kernel/ids.ts';
import type { MemoryAccount } from '../../kernel/memory-budget.ts';
import type { Qos } from './packets.ts';
import type { SessionChange } from './session-changes.ts';
import type { StoredSession } from './session-store.ts';

/** Unacknowledged messages kept for a client that is away: enough for a night offline at one a minute. */
const awayLimit = { messages: 1000, bytes: 4 * 1024 * 1024 };
/** For one that is there, and merely slower than a burst. */
const presentLimit = { messages: 10_000, bytes: 16 * 1024 * 1024 };
/** What a message takes in memory beside its payload. */
const overheadBytes = 200;
/** Filters one client may hold, and their text in all; each costs memory and matching time. */
const maxSubscriptions = 1000;
const maxFilterBytes = 256 * 1024;
/** Received QoS 2 messages that wait for PUBREL; far more than a client keeps open. */
export const maxIncoming = 1000;

/** A message as it was published. `encoded` is its QoS 0 form, made once for all who get it. */
export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  encoded?: readonly Buffer[];
}

/** A message of QoS 1 or 2 on its way to a client. */
export interface Delivery {
  readonly sequence: number;
  readonly packetId: number;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  /** The client was away when it came. */
  readonly isBacklog: boolean;
  message: Message | undefined;
  state: 'storing' | 'ready' | 'sent' | 'released';
  /** Sent before, on a connection that is gone [MQTT-3.3.1-1]. */
  dup: boolean;
}

/**
 * A session (MQTT 3.1.1, 3.1.2.4): subscriptions, messages on their way to the client, ids of QoS 2 messages from it. A
 * persistent one has an id under which the same is in the database.
 */
export class ClientSession {
  readonly clientId: string;
  /** undefined: a clean session, which ends with its connection. */
  readonly sessionId: string | undefined;
  readonly subscriptions = new Map<string, Qos>();
  /** By packet id, in the order in which they came. */
  readonly deliveries = new Map<number, Delivery>();
  /** Received QoS 2 messages by packet id: who waits for the message to be dealt with, or null when it has been. */
  readonly incoming = new Map<number, ((error?: unknown) => void)[] | null>();
  #ready: Delivery[] = [];
  #head = 0;
  #bytes = 0;
  /** What the application's sessions may hold together; undefined once the session has ended. */
  #memory: MemoryAccount | undefined;
  #filterBytes = 0;
  #lastPacketId = 0;
  #lastSequence = 0;

  constructor(options: { clientId: string; persistent: boolean; memory: MemoryAccount; stored?: StoredSession }) {
    this.clientId = options.clientId;
    this.#memory = options.memory;
    this.sessionId = options.persistent ? (options.stored?.sessionId ?? newId()) : undefined;
    if (options.stored) this.#restore(options.stored);
  }

  #restore({ subscriptions, deliveries, incoming }: StoredSession): void {
    for (const { filter, qos } of subscriptions) this.subscribe(filter, qos);
    for (const packetId of incoming) this.incoming.set(packetId, null);
    for (const { topic, payload, qos, sequence, packetId, retain, sent, released } of deliveries) {
      this.#lastSequence = Math.max(this.#lastSequence, sequence);
      this.#lastPacketId = packetId;
      // A removal that was not stored before a crash may have left an id behind that was used again.
      if (this.deliveries.has(packetId)) this.remove(packetId);
      this.#add({
        sequence,
        packetId,
        qos: qos === 2 ? 2 : 1,
        retain,
        isBacklog: true,
        message: released ? undefined : { topic, payload, qos },
        state: released ? 'released' : sent ? 'sent' : 'ready',
        dup: false,
      });
    }
  }

  /** Adds or replaces a subscription; false when the client has too many. */
  subscribe(filter: string, qos: Qos): boolean {
    if (!this.subscriptions.has(filter)) {
      const bytes = this.#filterBytes + Buffer.byteLength(filter);
      if (this.subscriptions.size >= maxSubscriptions || bytes > maxFilterBytes) return false;
      this.#filterBytes = bytes;
    }
    this.subscriptions.set(filter, qos);
    return true;
  }

  unsubscribe(filter: string): boolean {
    if (!this.subscriptions.delete(filter)) return false;
    this.#filterBytes -= Buffer.byteLength(filter);
    return true;
  }

  /** Takes a message on; undefined when there is no room for it. A persistent session's must be stored, then `stored`. */
  enqueue(message: Message, qos: 1 | 2, options: { retain: boolean; isPresent: boolean }): Delivery | undefined {
    const limit = options.isPresent ? presentLimit : awayLimit;
    const bytes = message.payload.length;
    if (this.deliveries.size >= limit.messages || this.#bytes + bytes > limit.bytes) return undefined;
    if (this.#memory?.take(bytes + overheadBytes) === false) return undefined;
    const delivery: Delivery = {
      sequence: ++this.#lastSequence,
      packetId: this.#takePacketId(),
      qos,
      retain: options.retain,
      isBacklog: !options.isPresent,
      message,
      state: this.sessionId === undefined ? 'ready' : 'storing',
      dup: false,
    };
    this.deliveries.set(delivery.packetId, delivery);
    this.#bytes += bytes;
    if (delivery.state === 'ready') this.#ready.push(delivery);
    return delivery;
  }

  /** Whether another retained message should wait until some of those before it have been acknowledged. */
  get isCrowded(): boolean {
    return this.deliveries.size >= awayLimit.messages || this.#bytes >= awayLimit.bytes;
  }

  /** The change that stores a delivery; `sent`: whoever has the session next must take it for one that was sent before. */
  toChange(delivery: Delivery, { sent = !delivery.isBacklog } = {}): SessionChange {
    const { sequence, packetId, qos, retain, message } = delivery;
    return {
      kind: 'enqueue',
      sessionId: this.sessionId ?? '',
      sequence,
      packetId,
      topic: message?.topic ?? '',
      payload: message?.payload ?? Buffer.alloc(0),
      qos,
      retain,
      sent,
    };
  }

  stored(delivery: Delivery): void {
    if (this.deliveries.get(delivery.packetId) !== delivery) return;
    delivery.state = 'ready';
    this.#ready.push(delivery);
  }

  /** What is to be sent next, without taking it. */
  peek(): Delivery | undefined {
    return this.#ready[this.#head];
  }

  shift(): void {
    this.#head += 1;
    if (this.#head < 64 && this.#head < this.#ready.length) return;
    if (this.#head * 2 < this.#ready.length) return;
    this.#ready = this.#ready.slice(this.#head);
    this.#head = 0;
  }

  /** A new connection: everything that is not acknowledged is sent, again where it was sent before [MQTT-4.4.0-1]. */
  resume(): void {
    this.#ready = [];
    this.#head = 0;
    for (const delivery of this.deliveries.values()) {
      if (delivery.state === 'storing') continue;
      if (delivery.state === 'sent') {
        delivery.state = 'ready';
        delivery.dup = true;
      }
      this.#ready.push(delivery);
    }
  }

  /** PUBREC has come: only its id is still needed. */
  release(delivery: Delivery): void {
    const bytes = delivery.message?.payload.length ?? 0;
    this.#bytes -= bytes;
    this.#memory?.give(bytes);
    delivery.message = undefined;
    delivery.state = 'released';
  }

  remove(packetId: number): void {
    const delivery = this.deliveries.get(packetId);
    if (!delivery) return;
    const bytes = delivery.message?.payload.length ?? 0;
    this.#bytes -= bytes;
    this.#memory?.give(bytes + overheadBytes);
    this.deliveries.delete(packetId);
  }

  /** The session is no more: what it held is nobody's. */
  end(): void {
    this.#memory?.give(this.#bytes + this.deliveries.size * overheadBytes);
    this.#memory = undefined;
  }

  /** What was there when the server stopped has its place, whatever the bounds are now. */
  #add(delivery: Delivery): void {
    this.deliveries.set(delivery.packetId, delivery);
    const bytes = delivery.message?.payload.length ?? 0;
    this.#bytes += bytes;
    this.#memory?.force(bytes + overheadBytes);
  }

  /** An id that no unacknowledged message has [MQTT-2.3.1-4]; there are far more of them than deliveries. */
  #takePacketId(): number {
    do this.#lastPacketId = (this.#lastPacketId % 65_535) + 1;
    while (this.deliveries.has(this.#lastPacketId));
    return this.#lastPacketId;
  }
}
