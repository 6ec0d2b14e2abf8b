import MemoryPersistence from 'aedes-persistence/asyncPersistence.js';

interface Subscription {
  readonly topic: string;
}
interface OfflineSubscription {
  readonly clientId: string;
}
interface StoredPacket {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Retained messages of one application; the newest values of far more topics than a fleet has. */
const maxRetained = 10_000;
/** Unacknowledged messages kept for one client: enough for a night offline at one a minute. */
const maxQueuedPerClient = 1000;

/**
 * Sessions, retained messages and wills of one topic space, in memory, with bounds: what does not fit is not kept. Only
 * subscriptions that were granted are stored; Aedes would store those it refuses beside them, and queue for them.
 */
export class BoundedPersistence extends MemoryPersistence {
  readonly #retainedTopics = new Set<string>();
  readonly #queued = new Map<string, number>();
  readonly #granted = new WeakSet<object>();

  /** Marks a subscription of a SUBSCRIBE as allowed. */
  grant(subscription: object): void {
    this.#granted.add(subscription);
  }

  override async storeRetained(packet: StoredPacket): Promise<void> {
    if (packet.payload.length === 0) this.#retainedTopics.delete(packet.topic);
    else if (this.#retainedTopics.size >= maxRetained && !this.#retainedTopics.has(packet.topic)) return;
    else this.#retainedTopics.add(packet.topic);
    await super.storeRetained(packet);
  }

  override addSubscriptions(client: { id: string }, subscriptions: Subscription[]): Promise<void> {
    return super.addSubscriptions(
      client,
      subscriptions.filter((subscription) => this.#granted.has(subscription)),
    );
  }

  override async outgoingEnqueue(subscription: OfflineSubscription, packet: object): Promise<void> {
    await this.outgoingEnqueueCombi([subscription], packet);
  }

  override async outgoingEnqueueCombi(subscriptions: OfflineSubscription[], packet: object): Promise<void> {
    const fitting = subscriptions.filter(({ clientId }) => {
      const queued = this.#queued.get(clientId) ?? 0;
      if (queued >= maxQueuedPerClient) return false;
      this.#queued.set(clientId, queued + 1);
      return true;
    });
    await super.outgoingEnqueueCombi(fitting, packet);
  }

  override async outgoingClearMessageId(client: { id: string }, packet: object): Promise<unknown> {
    const cleared = await super.outgoingClearMessageId(client, packet);
    const queued = this.#queued.get(client.id) ?? 0;
    if (cleared !== undefined && queued > 1) this.#queued.set(client.id, queued - 1);
    else if (cleared !== undefined) this.#queued.delete(client.id);
    return cleared;
  }
}
