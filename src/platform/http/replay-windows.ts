import { randomBytes } from 'node:crypto';
import { type BudgetedWindow, type ReplayBudget, replayBudget } from './replay-budget.ts';

/** An event as watchers receive it. */
export interface ReplayEvent<Data> {
  /** A reader that returns with it gets what came after it. Left out: nobody who returns can be given this event again. */
  readonly id?: string;
  readonly data: Data;
}

/** Who watches a key: told in this turn or a later one, and never of what it does not accept. */
export interface Watcher<Data> {
  /** Whether the watcher wants to hear of this. */
  readonly accepts: (data: Data) => boolean;
  readonly receive: (event: ReplayEvent<Data>) => void;
  /** What was missed cannot be replayed any more. */
  readonly gap: () => void;
}

/**
 * Who watches what, and what has been said there lately: one window for each key, such as an application's id. Nothing
 * is recorded under a key that nobody watches, so the hot path pays one map lookup for those. Of this process
 * (`LocalReplayWindows`), or of all servers that share a Redis (`platform/cluster/shared-windows.ts`).
 */
export interface ReplayWindows<Data> {
  /** Whether what other servers push is received here: what they announce to all need not be pushed here once more. */
  readonly isShared: boolean;
  /** Whether anything is recorded under any key. */
  readonly isAnyWatched: boolean;
  /** Number of watchers of all keys, on this server. */
  readonly watcherCount: number;
  /** Whether anything is recorded under the key: ask before going to the trouble of describing an event. */
  isWatched(key: string): boolean;
  /**
   * Where there are other servers: resolves when they know that the key is watched, or after a second. The function that it
   * returns is called once `watch` has been.
   */
  prepare?(key: string): Promise<() => void>;
  /**
   * Adds a watcher. With the id of the last event it saw, it first receives what it has missed since, or `gap` when the
   * window no longer reaches back that far. Returns the function that removes it.
   *
   * @param options.owner the application whose memory the window takes
   */
  watch(
    key: string,
    watcher: Watcher<Data>,
    options: { readonly owner: string; readonly lastEventId?: string | undefined },
  ): () => void;
  /** Records an event of about `bytes` and tells those who want it; does nothing where nobody watches. */
  push(key: string, data: Data, bytes: number): void;
  /** Events were missed under any key: all watchers of this server are told, and nobody who comes back is given what came before. */
  gap(): void;
  /** Forgets a key with its watchers. */
  drop(key: string): void;
  /** Forgets all keys of this server. */
  clear(): void;
}

/** Makes the windows of one kind of events; the name tells kinds apart on other servers too. */
export type MakeReplayWindows = <Data>(kind: string) => ReplayWindows<Data>;

interface LocalEvent<Data> extends ReplayEvent<Data> {
  /** `<epoch>-<number>`. */
  readonly id: string;
}

interface Window<Data> extends BudgetedWindow {
  /** Random, so that ids of an earlier window, or of a server before a restart, are not mistaken for this one's. */
  readonly epoch: string;
  readonly watchers: Set<Watcher<Data>>;
  /** Of whose budget it is: an application's. */
  readonly owner: string;
  recent: { seq: number; bytes: number; event: LocalEvent<Data> }[];
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

/** The windows of a server that has its database for itself. */
export class LocalReplayWindows<Data> implements ReplayWindows<Data> {
  readonly isShared = false;
  readonly #windows = new Map<string, Window<Data>>();
  readonly #budget: ReplayBudget;

  constructor({ budget = replayBudget }: { budget?: ReplayBudget } = {}) {
    this.#budget = budget;
  }

  isWatched(key: string): boolean {
    return this.#windows.has(key);
  }

  get isAnyWatched(): boolean {
    return this.#windows.size > 0;
  }

  get watcherCount(): number {
    let count = 0;
    for (const window of this.#windows.values()) count += window.watchers.size;
    return count;
  }

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
