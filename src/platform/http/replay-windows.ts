import { randomBytes } from 'node:crypto';
import { type BudgetedWindow, type ReplayBudget, replayBudget } from './replay-budget.ts';

/** An event as watchers receive it. */
export interface ReplayEvent<Data> {
  /** `<epoch>-<number>`; a reader that returns with it gets what came after it. */
  readonly id: string;
  readonly data: Data;
}

export interface Watcher<Data> {
  /** Whether the watcher wants to hear of this. */
  readonly accepts: (data: Data) => boolean;
  readonly receive: (event: ReplayEvent<Data>) => void;
  /** What was missed cannot be replayed any more. */
  readonly gap: () => void;
}

interface Window<Data> extends BudgetedWindow {
  /** Random, so that ids of an earlier window, or of a server before a restart, are not mistaken for this one's. */
  readonly epoch: string;
  readonly watchers: Set<Watcher<Data>>;
  /** Of whose budget it is: an application's. */
  readonly owner: string;
  recent: { seq: number; bytes: number; event: ReplayEvent<Data> }[];
  seq: number;
  closing: NodeJS.Timeout | undefined;
}

/** One window: enough for a reconnect, bounded in number and size. */
const maxRecent = 1000;
const maxRecentBytes = 4 * 1024 * 1024;
/** How long events are still recorded after the last watcher has left. */
const keepMs = 5 * 60_000;
/** What an event takes beside its own bytes. */
const overheadBytes = 100;

/**
 * Who watches what, and what has been said there lately: one window for each key, such as an application's id. Nothing
 * is recorded under a key that nobody watches, so the hot path pays one map lookup for those.
 */
export class ReplayWindows<Data> {
  readonly #windows = new Map<string, Window<Data>>();
  readonly #budget: ReplayBudget;

  constructor({ budget = replayBudget }: { budget?: ReplayBudget } = {}) {
    this.#budget = budget;
  }

  /** Whether anything is recorded under the key: ask before going to the trouble of describing an event. */
  isWatched(key: string): boolean {
    return this.#windows.has(key);
  }

  /** Whether anything is recorded under any key. */
  get isAnyWatched(): boolean {
    return this.#windows.size > 0;
  }

  /** Number of watchers of all keys. */
  get watcherCount(): number {
    let count = 0;
    for (const window of this.#windows.values()) count += window.watchers.size;
    return count;
  }

  /**
   * Adds a watcher. With the id of the last event it saw, it first receives what it has missed since, or `gap` when the
   * window no longer reaches back that far. Returns the function that removes it.
   *
   * @param options.owner the application whose memory the window takes
   */
  watch(
    key: string,
    watcher: Watcher<Data>,
    { owner, lastEventId }: { owner: string; lastEventId?: string | undefined },
  ): () => void {
    const window = this.#windows.get(key) ?? this.#open(key, owner);
    clearTimeout(window.closing);
    window.closing = undefined;
    if (lastEventId !== undefined) replay(window, watcher, lastEventId);
    window.watchers.add(watcher);
    const joined = window;
    return () => {
      joined.watchers.delete(watcher);
      if (joined.watchers.size > 0 || this.#windows.get(key) !== joined) return;
      joined.closing = setTimeout(() => this.drop(key), keepMs);
      joined.closing.unref();
    };
  }

  /** Records an event of about `bytes` and tells those who want it; does nothing where nobody watches. */
  push(key: string, data: Data, bytes: number): void {
    const window = this.#windows.get(key);
    if (!window) return;
    window.seq += 1;
    const event = { id: `${window.epoch}-${window.seq}`, data };
    const before = window.bytes;
    window.recent.push({ seq: window.seq, bytes: bytes + overheadBytes, event });
    window.bytes += bytes + overheadBytes;
    trim(window, { count: maxRecent, bytes: maxRecentBytes });
    this.#budget.changed(window.owner, window.bytes - before);
    for (const watcher of window.watchers) if (watcher.accepts(data)) watcher.receive(event);
  }

  /** Events were missed under any key: all watchers are told, and nobody who comes back is given what came before. */
  gap(): void {
    for (const window of this.#windows.values()) {
      const before = window.bytes;
      // A number that nobody was given: whoever returns with the one before it has missed something too.
      window.seq += 1;
      trim(window, { count: 0, bytes: 0 });
      this.#budget.changed(window.owner, window.bytes - before);
      for (const watcher of window.watchers) watcher.gap();
    }
  }

  /** Forgets a key with its watchers. */
  drop(key: string): void {
    const window = this.#windows.get(key);
    if (!window) return;
    clearTimeout(window.closing);
    this.#windows.delete(key);
    this.#budget.leave(window.owner, window);
  }

  clear(): void {
    for (const key of [...this.#windows.keys()]) this.drop(key);
  }

  #open(key: string, owner: string): Window<Data> {
    const window: Window<Data> = {
      epoch: randomBytes(6).toString('hex'),
      owner,
      watchers: new Set(),
      recent: [],
      bytes: 0,
      seq: 0,
      closing: undefined,
      shrink: (bytes) => {
        const before = window.bytes;
        trim(window, { count: maxRecent, bytes });
        this.#budget.changed(owner, window.bytes - before);
      },
    };
    this.#windows.set(key, window);
    this.#budget.join(owner, window);
    return window;
  }
}

function trim<Data>(window: Window<Data>, most: { count: number; bytes: number }): void {
  let drop = 0;
  while (window.recent.length - drop > most.count || (window.bytes > most.bytes && drop < window.recent.length)) {
    window.bytes -= window.recent[drop]?.bytes ?? 0;
    drop += 1;
  }
  if (drop > 0) window.recent.splice(0, drop);
}

function replay<Data>(window: Window<Data>, watcher: Watcher<Data>, lastEventId: string): void {
  const [epoch, text = ''] = lastEventId.split('-');
  const seen = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  const first = window.recent[0]?.seq ?? window.seq + 1;
  if (epoch !== window.epoch || !Number.isSafeInteger(seen) || seen < first - 1 || seen > window.seq) {
    watcher.gap();
    return;
  }
  for (const { seq, event } of window.recent) {
    if (seq > seen && watcher.accepts(event.data)) watcher.receive(event);
  }
}
