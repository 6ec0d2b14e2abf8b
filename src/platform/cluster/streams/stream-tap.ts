import type { Watcher } from '../../http/replay-windows.ts';
import type { Redis, RedisSubscription } from '../redis.ts';
import { isAfter, isStreamId } from './stream-id.ts';
import { type Entry, portion, type StreamStore } from './stream-store.ts';

interface Member<Data> {
  readonly watcher: Watcher<Data>;
  /** Id of the last entry that it was given, or need not be. */
  seen: string | undefined;
  /** Whether the last thing that it was told is a gap. */
  knowsGap: boolean;
}

/**
 * One stream as read by this server for all of its watchers: from where the stream ended when the first of them came, on as
 * it is told of new entries. A word that was lost costs time, not an event; a place in the stream that is not there any more
 * is a `gap`.
 */
export class StreamTap<Data> {
  readonly name: string;
  readonly #store: StreamStore;
  readonly #onFlushed: () => void;
  readonly #members = new Set<Member<Data>>();
  readonly #subscription: RedisSubscription;
  /** Id of the last entry that was read; undefined while Redis has not been reached. */
  #position: string | undefined;
  #reading: Promise<void> | undefined;
  #isStale = false;
  #isClosed = false;

  /** @param options.onFlushed told when Redis has forgotten the stream, and probably what else was in it */
  constructor(options: { name: string; redis: Redis; store: StreamStore; onFlushed: () => void }) {
    this.name = options.name;
    this.#store = options.store;
    this.#onFlushed = options.onFlushed;
    this.#subscription = options.redis.subscribe(this.#store.channelOf(this.name), () => void this.read());
  }

  get watcherCount(): number {
    return this.#members.size;
  }

  /** Resolves when what is written from then on is read. Rejects while Redis is away. */
  async begin(): Promise<void> {
    await this.#subscription.active;
    this.#position ??= await this.#store.end(this.name);
  }

  close(): void {
    this.#isClosed = true;
    this.#members.clear();
    this.#subscription.stop();
  }

  /** As `ReplayWindows.watch`. */
  join(watcher: Watcher<Data>, lastEventId: string | undefined): () => void {
    const member: Member<Data> = { watcher, seen: this.#position, knowsGap: false };
    let hasLeft = false;
    const enter = (): void => {
      if (!hasLeft && !this.#isClosed) this.#members.add(member);
    };
    if (lastEventId === undefined) enter();
    else {
      const catchingUp = this.#catchUp(member, lastEventId).catch(() => tellGap(member));
      void catchingUp.then(enter);
    }
    return () => {
      hasLeft = true;
      this.#members.delete(member);
    };
  }

  /** Hands an event to the watchers that could not be written, so that nobody can be given it again. */
  deliver(data: Data): void {
    for (const member of this.#members) tell(member, undefined, data);
  }

  /** Reads what is new. Resolves when it has been; also when Redis is away, which is seen to when it is back. */
  read(): Promise<void> {
    this.#isStale = true;
    this.#reading ??= this.#readAll()
      .catch(() => undefined)
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#isStale && !this.#isClosed) {
      this.#isStale = false;
      if (this.#position === undefined) {
        this.#position = await this.#store.end(this.name);
        this.#tellGap();
      }
      await this.#readOn(this.#position);
    }
  }

  async #readOn(from: string): Promise<void> {
    for (let place = from, without = false; !this.#isClosed; without = false) {
      let entries = await this.#store.read(this.name, place);
      if (entries[0]?.id !== place) {
        this.#tellGap();
        this.#onFlushed();
        without = true;
        entries = await this.#store.read(this.name, place, { without });
        if (entries.length === 0) {
          this.#setPosition(await this.#store.end(this.name));
          return;
        }
      }
      const fresh = without ? entries : entries.slice(1);
      for (const entry of fresh) this.#pass(entry);
      place = fresh.at(-1)?.id ?? place;
      this.#position = place;
      if (fresh.length < portion) return;
    }
  }

  /** Of a stream that begins anew, perhaps by an earlier clock. */
  #setPosition(id: string): void {
    this.#position = id;
    for (const member of this.#members) member.seen = id;
  }

  #pass(entry: Entry): void {
    if (entry.kind === 'opened') return;
    const data = entry.kind === 'event' ? (JSON.parse(entry.text) as Data) : undefined;
    for (const member of this.#members) give(member, entry, data);
  }

  #tellGap(): void {
    for (const member of this.#members) tellGap(member);
  }

  /** Gives a watcher that returns what it has missed, until it has what the others have. */
  async #catchUp(member: Member<Data>, lastEventId: string): Promise<void> {
    if (!isStreamId(lastEventId)) return tellGap(member);
    for (let place = lastEventId; !this.#isClosed; ) {
      const entries = await this.#store.read(this.name, place);
      if (entries[0]?.id !== place) {
        member.seen = this.#position;
        return tellGap(member);
      }
      member.seen = place;
      for (const entry of entries.slice(1)) {
        if (entry.kind === 'opened') continue;
        give(member, entry, entry.kind === 'event' ? (JSON.parse(entry.text) as Data) : undefined);
      }
      place = entries.at(-1)?.id ?? place;
      if (entries.length > portion) continue;
      if (this.#position === undefined || !isAfter(this.#position, place)) return;
      // The others have more than is there: the stream has begun anew.
      if (entries.length === 1) {
        member.seen = this.#position;
        return tellGap(member);
      }
    }
  }
}

function give<Data>(member: Member<Data>, { id, kind }: Entry, data: Data | undefined): void {
  if (member.seen !== undefined && !isAfter(id, member.seen)) return;
  member.seen = id;
  if (kind === 'gap') tellGap(member);
  else tell(member, id, data as Data);
}

function tell<Data>(member: Member<Data>, id: string | undefined, data: Data): void {
  if (!member.watcher.accepts(data)) return;
  member.knowsGap = false;
  member.watcher.receive({ data, ...(id === undefined ? {} : { id }) });
}

function tellGap<Data>(member: Member<Data>): void {
  if (member.knowsGap) return;
  member.knowsGap = true;
  member.watcher.gap();
}
