import type { Redis } from '../redis.ts';
import { type EntryKind, portion, type StreamStore } from './stream-store.ts';

/** What waits to be written, of all streams: beyond it Redis is slower than what happens, and events are lost with a `gap`. */
const maxWaitingBytes = 16 * 1024 * 1024;

interface Queue {
  waiting: { readonly kind: EntryKind; readonly text: string }[];
}

/**
 * Writes to streams, each in the order in which it was told, one portion after another. Where an entry could not be written
 * the stream gets a `gap` entry as soon as it can be, so that all who read it know.
 */
export class StreamWriter {
  readonly #redis: Redis;
  readonly #store: StreamStore;
  readonly #onWritten: (name: string) => void;
  readonly #queues = new Map<string, Queue>();
  /** Streams in which something is missing. */
  readonly #lossy = new Set<string>();
  #waitingBytes = 0;
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(options: { redis: Redis; store: StreamStore; onWritten: (name: string) => void }) {
    this.#redis = options.redis;
    this.#store = options.store;
    this.#onWritten = options.onWritten;
  }

  add(name: string, text: string): void {
    if (this.#waitingBytes + text.length > maxWaitingBytes) {
      this.#lossy.add(name);
      return;
    }
    this.#enqueue(name, { kind: 'event', text });
  }

  /** Something that belongs into the stream is not in it: told as soon as Redis takes it. */
  lost(name: string): void {
    this.#lossy.add(name);
  }

  /** Says of all streams in which something is missing that it is. */
  tellLosses(): void {
    for (const name of [...this.#lossy]) if (!this.#queues.has(name)) void this.#send(name, this.#open(name));
  }

  /** A stream that is gone misses nothing. */
  forget(name: string): void {
    this.#lossy.delete(name);
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    if (this.#queues.size === 0) return;
    this.#idle ??= Promise.withResolvers<void>();
    await this.#idle.promise;
  }

  #enqueue(name: string, entry: { kind: EntryKind; text: string }): void {
    this.#waitingBytes += entry.text.length;
    const queue = this.#queues.get(name);
    if (queue) {
      queue.waiting.push(entry);
      return;
    }
    const opened = this.#open(name);
    opened.waiting.push(entry);
    void this.#send(name, opened);
  }

  #open(name: string): Queue {
    const queue: Queue = { waiting: [] };
    this.#queues.set(name, queue);
    return queue;
  }

  async #send(name: string, queue: Queue): Promise<void> {
    // What else is told in this turn goes along.
    await Promise.resolve();
    while (queue.waiting.length > 0 || this.#lossy.has(name)) {
      const entries = queue.waiting.splice(0, portion);
      for (const { text } of entries) this.#waitingBytes -= text.length;
      if (this.#lossy.delete(name)) entries.unshift({ kind: 'gap', text: '' });
      try {
        await this.#store.append(name, entries);
      } catch {
        // Perhaps it was written and only the reply was lost: told of too often rather than not at all.
        for (const { text } of queue.waiting.splice(0)) this.#waitingBytes -= text.length;
        this.#lossy.add(name);
        break;
      }
      this.#redis.publish(this.#store.channelOf(name), Buffer.alloc(0));
      this.#onWritten(name);
    }
    this.#queues.delete(name);
    if (this.#queues.size > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }
}
