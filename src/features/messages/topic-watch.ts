import { randomBytes } from 'node:crypto';
import type { AppEvents, TopicMessage } from '../../kernel/events.ts';
import { matchesTopic } from '../../kernel/topic-filter.ts';
import type { Bus } from '../../platform/bus/bus.ts';

/** An event as watchers receive it. */
export interface WatchedMessage {
  readonly id: string;
  readonly data: { readonly topic: string; readonly message: string; readonly encoding?: 'base64' };
}

export interface Watcher {
  readonly filter: string;
  readonly receive: (message: WatchedMessage) => void;
  /** What was missed cannot be replayed any more. */
  readonly gap: () => void;
}

interface Window {
  /** Random, so that ids of an earlier window, or of a server before a restart, are not mistaken for this one's. */
  readonly epoch: string;
  readonly watchers: Set<Watcher>;
  recent: { seq: number; bytes: number; message: WatchedMessage }[];
  bytes: number;
  seq: number;
  closing: NodeJS.Timeout | undefined;
}

/** The replay window of one application: enough for a reconnect, bounded in number and size. */
const maxRecent = 1000;
const maxRecentBytes = 4 * 1024 * 1024;
/** How long messages are still recorded after the last watcher has left. */
const keepMs = 5 * 60_000;

/**
 * Who watches which topics of which application, and what was said lately. Nothing is recorded for an application that
 * nobody watches, so the hot path pays one map lookup for those.
 */
export class TopicWatch {
  readonly #bus: Bus<AppEvents>;
  readonly #windows = new Map<string, Window>();
  #stops: (() => void)[] = [];

  constructor(options: { bus: Bus<AppEvents> }) {
    this.#bus = options.bus;
  }

  start(): void {
    this.#stops = [
      this.#bus.on('message', (message) => this.#receive(message)),
      this.#bus.on('application.deleted', ({ applicationId }) => this.#drop(applicationId)),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    for (const applicationId of [...this.#windows.keys()]) this.#drop(applicationId);
  }

  /** Number of watchers of all applications. */
  get watcherCount(): number {
    let count = 0;
    for (const window of this.#windows.values()) count += window.watchers.size;
    return count;
  }

  /**
   * Adds a watcher. With the id of the last event it saw, it first receives what it has missed since, or `gap` when the
   * window no longer reaches back that far. Answers the function that removes it.
   */
  watch(applicationId: string, watcher: Watcher, lastEventId?: string): () => void {
    let window = this.#windows.get(applicationId);
    if (!window) {
      window = {
        epoch: randomBytes(6).toString('hex'),
        watchers: new Set(),
        recent: [],
        bytes: 0,
        seq: 0,
        closing: undefined,
      };
      this.#windows.set(applicationId, window);
    }
    clearTimeout(window.closing);
    window.closing = undefined;
    if (lastEventId !== undefined) replay(window, watcher, lastEventId);
    window.watchers.add(watcher);
    const joined = window;
    return () => {
      joined.watchers.delete(watcher);
      if (joined.watchers.size > 0 || this.#windows.get(applicationId) !== joined) return;
      joined.closing = setTimeout(() => this.#drop(applicationId), keepMs);
      joined.closing.unref();
    };
  }

  #receive({ applicationId, topic, payload }: TopicMessage): void {
    const window = this.#windows.get(applicationId);
    if (!window) return;
    window.seq += 1;
    const message: WatchedMessage = { id: `${window.epoch}-${window.seq}`, data: { topic, ...toText(payload) } };
    const bytes = payload.byteLength + topic.length + 100;
    window.recent.push({ seq: window.seq, bytes, message });
    window.bytes += bytes;
    trim(window);
    for (const watcher of window.watchers) {
      if (matchesTopic(watcher.filter, topic)) watcher.receive(message);
    }
  }

  #drop(applicationId: string): void {
    const window = this.#windows.get(applicationId);
    clearTimeout(window?.closing);
    this.#windows.delete(applicationId);
  }
}

function trim(window: Window): void {
  let drop = 0;
  while (window.recent.length - drop > maxRecent || window.bytes > maxRecentBytes) {
    window.bytes -= window.recent[drop]?.bytes ?? 0;
    drop += 1;
  }
  // In steps, so that a full window does not move its whole array for every message.
  if (drop > 0) window.recent.splice(0, drop);
}

function replay(window: Window, watcher: Watcher, lastEventId: string): void {
  const [epoch, text] = lastEventId.split('-');
  const seen = Number(text);
  const first = window.recent[0]?.seq ?? window.seq + 1;
  if (epoch !== window.epoch || !Number.isSafeInteger(seen) || seen < first - 1 || seen > window.seq) {
    watcher.gap();
    return;
  }
  for (const { seq, message } of window.recent) {
    if (seq > seen && matchesTopic(watcher.filter, message.data.topic)) watcher.receive(message);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Payloads that are not text travel as base64 (semantics.md, mqttSubscriptionStream). */
function toText(payload: Uint8Array): { message: string; encoding?: 'base64' } {
  try {
    return { message: utf8.decode(payload) };
  } catch {
    return { message: Buffer.from(payload).toString('base64'), encoding: 'base64' };
  }
}
