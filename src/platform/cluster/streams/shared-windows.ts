import { setTimeout as sleep } from 'node:timers/promises';
import type { MakeReplayWindows, ReplayWindows, Watcher } from '../../http/replay-windows.ts';
import type { ClusterNode } from '../node-registry.ts';
import type { Redis } from '../redis.ts';
import { StreamStore } from './stream-store.ts';
import { StreamTap } from './stream-tap.ts';
import { StreamWriter } from './stream-writer.ts';
import { nameOf, WatchedNames } from './watched-names.ts';

/** All streams are read this often though nobody has said that there is something new: a word may be lost. */
const lookMs = 5_000;
/** Every how many looks this server says again what it watches. */
const looksPerLease = 4;
/** A client is kept waiting for the other servers no longer than this. */
const prepareMs = 1_000;
const flushMs = 2_000;
/** How long it is remembered that a server has ended in order, in seconds: longer than its lease. */
const endedSeconds = 300;

/**
 * Streams across servers: what happens under a key that somebody watches is written to a capped stream of Redis, whose ids
 * are the events' ids, and read by each server that has a watcher (decision 0039). While Redis is away watchers are told
 * what happens on their own server, and of a `gap` once it is back.
 */
export class SharedWindows {
  readonly #redis: Redis;
  readonly #node: ClusterNode | undefined;
  readonly #names: WatchedNames;
  readonly #store: StreamStore;
  readonly #writer: StreamWriter;
  readonly #taps = new Map<string, StreamTap<unknown>>();
  /** How many are about to watch, or do. */
  readonly #holds = new Map<string, number>();
  readonly #stops: (() => void)[] = [];
  #looks = 0;
  #mending: Promise<void> = Promise.resolve();

  constructor(options: { redis: Redis; node: ClusterNode | undefined; elapsed: () => number }) {
    const { redis, elapsed } = options;
    this.#redis = redis;
    this.#node = options.node;
    this.#names = new WatchedNames({ redis, elapsed });
    this.#store = new StreamStore({ redis });
    this.#writer = new StreamWriter({
      redis,
      store: this.#store,
      onWritten: (name) => void this.#taps.get(name)?.read(),
    });
    // A server that was killed may have stored what it could no longer say.
    this.#node?.onDeath((nodeId) => this.#nodeDied(nodeId));
  }

  /** From here on it is known what others watch; without Redis, once it is there. */
  async start(): Promise<void> {
    this.#names.listen();
    this.#stops.push(this.#redis.onBack(() => this.#mend()));
    await this.#names.load().catch(() => undefined);
    const timer = setInterval(() => this.#look(), lookMs).unref();
    this.#stops.push(() => clearInterval(timer));
  }

  /** Writes what waits, for a short while. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.#names.stop();
    const isFlushed = await Promise.race([this.#writer.idle().then(() => true), sleep(flushMs, false, { ref: false })]);
    if (isFlushed && this.#node) {
      const set = (key: string) => ['SET', key, '1', 'EX', String(endedSeconds)];
      await this.#redis.command(`ended/${this.#node.id}`, set).catch(() => undefined);
    }
  }

  /** @see MakeReplayWindows */
  readonly make: MakeReplayWindows = <Data>(kind: string): ReplayWindows<Data> => {
    const watched = this.#names.of(kind);
    const own = new Set<string>();
    const tapOf = (key: string) => this.#taps.get(nameOf(kind, key)) as StreamTap<Data> | undefined;
    const drop = (key: string): void => {
      own.delete(key);
      this.#close(nameOf(kind, key));
    };
    return {
      isShared: true,
      get isAnyWatched() {
        return watched.size > 0;
      },
      get watcherCount() {
        let count = 0;
        for (const key of own) count += tapOf(key)?.watcherCount ?? 0;
        return count;
      },
      isWatched: (key) => watched.has(key),
      prepare: async (key) => {
        const name = nameOf(kind, key);
        const { isNew, tap } = this.#hold(name);
        if (isNew) own.add(key);
        const ready = this.#names.announce([name]).then(() => tap.begin());
        await Promise.race([ready.catch(() => undefined), sleep(prepareMs, undefined, { ref: false })]);
        return () => {
          if (this.#taps.get(name) === tap && this.#release(name)) own.delete(key);
        };
      },
      watch: (key, watcher: Watcher<Data>, { lastEventId }) => {
        const name = nameOf(kind, key);
        const { isNew, tap } = this.#hold(name);
        if (isNew) own.add(key);
        const leave = (tap as StreamTap<Data>).join(watcher, lastEventId);
        let hasLeft = false;
        return () => {
          if (hasLeft) return;
          hasLeft = true;
          leave();
          if (this.#taps.get(name) === tap && this.#release(name)) own.delete(key);
        };
      },
      push: (key, data) => {
        if (!watched.has(key)) return;
        const name = nameOf(kind, key);
        if (this.#redis.state === 'connected') return this.#writer.add(name, JSON.stringify(data));
        this.#writer.lost(name);
        tapOf(key)?.deliver(data);
      },
      // What is missed of what servers announce to each other is not missed here.
      gap: () => undefined,
      drop: (key) => {
        const name = nameOf(kind, key);
        if (!watched.has(key) && !own.has(key)) return;
        drop(key);
        this.#names.forget(kind, key);
        this.#writer.forget(name);
        this.#store.remove(name).catch(() => undefined);
      },
      clear: () => {
        for (const key of [...own]) drop(key);
      },
    };
  };

  #hold(name: string): { isNew: boolean; tap: StreamTap<unknown> } {
    this.#holds.set(name, (this.#holds.get(name) ?? 0) + 1);
    const known = this.#taps.get(name);
    if (known) return { isNew: false, tap: known };
    const onFlushed = () => void this.#names.announce([name]).catch(() => undefined);
    const tap = new StreamTap<unknown>({ name, redis: this.#redis, store: this.#store, onFlushed });
    this.#taps.set(name, tap);
    return { isNew: true, tap };
  }

  /** Returns whether nobody is left. */
  #release(name: string): boolean {
    const left = (this.#holds.get(name) ?? 1) - 1;
    if (left > 0) this.#holds.set(name, left);
    else this.#close(name);
    return left <= 0;
  }

  #close(name: string): void {
    this.#holds.delete(name);
    this.#taps.get(name)?.close();
    this.#taps.delete(name);
  }

  #look(): void {
    this.#looks += 1;
    const renews = this.#looks % looksPerLease === 0;
    this.#names.sweep([...this.#taps.keys()]);
    if (this.#redis.state === 'away') return;
    this.#inTurn(async () => {
      if (renews) await this.#renew();
      this.#writer.tellLosses();
      await this.#readAll();
    });
  }

  /** Redis is back: others may watch what they did not before, and all may have missed something. */
  #mend(): void {
    this.#inTurn(async () => {
      for (const name of await this.#names.load()) this.#writer.lost(name);
      this.#writer.tellLosses();
      await this.#renew();
      await this.#readAll();
    });
  }

  async #renew(): Promise<void> {
    const names = [...this.#taps.keys()];
    await this.#names.announce(names);
    for (const name of names) await this.#store.extend(name);
    await this.#names.load();
  }

  /** One after another: there may be thousands. */
  async #readAll(): Promise<void> {
    for (const tap of [...this.#taps.values()]) await tap.read();
  }

  /** What fails is done at the next look. */
  #inTurn(work: () => Promise<void>): void {
    this.#mending = this.#mending.then(work).catch(() => undefined);
  }

  async #nodeDied(nodeId: string): Promise<void> {
    const hasEnded = await this.#redis.command(`ended/${nodeId}`, (key) => ['GET', key]).catch(() => null);
    if (hasEnded !== null) return;
    for (const name of this.#names.all) this.#writer.lost(name);
    if (this.#redis.state === 'connected') this.#writer.tellLosses();
  }
}
