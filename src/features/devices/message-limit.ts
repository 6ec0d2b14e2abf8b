import { LRUCache } from 'lru-cache';
import { RateWindow } from '../../kernel/rate-window.ts';

export type Direction = 'fromDevice' | 'toDevice';

/** Windows remembered; a device that falls out starts afresh, which only a fleet larger than this can notice. */
const maxWindows = 50_000;

/** Where a device stands with its limit, after one message was counted or refused. */
export interface LimitState {
  readonly limit: number;
  /** Messages that it may still send now. */
  readonly remaining: number;
  /** Ms until it may send all of them again. */
  readonly resetMs: number;
  /** Ms until it may send another one; 0 when the message was within the limit. */
  readonly waitMs: number;
}

/**
 * The throttle of semantics.md, "Devices and their state": so many messages per device and direction in a time window.
 */
export class DeviceMessageLimit {
  readonly #limit: { readonly count: number; readonly windowMs: number } | null;
  readonly #now: () => number;
  readonly #windows = new LRUCache<string, RateWindow>({ max: maxWindows });

  constructor(options: { limit: { count: number; windowMs: number } | null; now: () => number }) {
    this.#limit = options.limit;
    this.#now = options.now;
  }

  /** Counts one message. Returns 0 when it is within the limit, else the ms after which another one will be. */
  take(deviceId: string, direction: Direction): number {
    return this.#limit === null ? 0 : this.#window(deviceId, direction, this.#limit).take(this.#now());
  }

  /** As `take`, and says where the device stands then; undefined when there is no limit. */
  takeWithin(deviceId: string, direction: Direction): LimitState | undefined {
    if (this.#limit === null) return undefined;
    const window = this.#window(deviceId, direction, this.#limit);
    const now = this.#now();
    const waitMs = window.take(now);
    return { limit: this.#limit.count, remaining: window.remaining(now), resetMs: window.resetMs(now), waitMs };
  }

  #window(deviceId: string, direction: Direction, limit: { count: number; windowMs: number }): RateWindow {
    const key = direction === 'fromDevice' ? deviceId : `>${deviceId}`;
    let window = this.#windows.get(key);
    if (!window) {
      window = new RateWindow(limit);
      this.#windows.set(key, window);
    }
    return window;
  }

  /** In words, for error messages. */
  get description(): string {
    return this.#limit === null ? 'no limit' : `${this.#limit.count} messages in ${this.#limit.windowMs / 1000} s`;
  }
}
