import { LRUCache } from 'lru-cache';
import { RateWindow } from '../../kernel/rate-window.ts';

export type Direction = 'fromDevice' | 'toDevice';

/** Windows remembered; a device that falls out starts afresh, which only a fleet larger than this can notice. */
const maxWindows = 50_000;

/** The throttle of semantics.md: so many messages per device and direction in a time window. */
export class DeviceMessageLimit {
  readonly #limit: { readonly count: number; readonly windowMs: number } | null;
  readonly #now: () => number;
  readonly #windows = new LRUCache<string, RateWindow>({ max: maxWindows });

  constructor(options: { limit: { count: number; windowMs: number } | null; now: () => number }) {
    this.#limit = options.limit;
    this.#now = options.now;
  }

  /** Counts one message. Answers 0 when it is within the limit, else the ms after which another one will be. */
  take(deviceId: string, direction: Direction): number {
    if (this.#limit === null) return 0;
    const key = direction === 'fromDevice' ? deviceId : `>${deviceId}`;
    let window = this.#windows.get(key);
    if (!window) {
      window = new RateWindow(this.#limit);
      this.#windows.set(key, window);
    }
    return window.take(this.#now());
  }

  /** In words, for error messages. */
  get description(): string {
    return this.#limit === null ? 'no limit' : `${this.#limit.count} messages in ${this.#limit.windowMs / 1000} s`;
  }
}
