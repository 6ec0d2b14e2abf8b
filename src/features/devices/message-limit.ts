import { LRUCache } from 'lru-cache';
import { describeLimit, type Limit, type LimitValue } from '../../kernel/limits.ts';
import { RateWindow } from '../../kernel/rate-window.ts';
import type { LimitUse } from '../../platform/http/limit-headers.ts';
import type { Limits } from '../limits/index.ts';

export type Direction = 'fromDevice' | 'toDevice';

/** Windows remembered; a device that falls out starts afresh, which only a fleet larger than this can notice. */
const maxWindows = 50_000;

/** Whose message it is. */
interface LimitedDevice {
  readonly deviceId: string;
  readonly applicationRowId: number;
}

/** Where a device stands with its limit, after one message was counted or refused. */
export interface LimitState extends LimitUse {
  /** Ms until it may send another one; 0 when the message was within the limit. */
  readonly waitMs: number;
}

/**
 * The throttle of semantics.md, "Devices and their state": so many messages per device and direction in a time window. On
 * each server for itself: a device has one connection.
 */
export class DeviceMessageLimit {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #windows = new LRUCache<string, { readonly limit: LimitValue; readonly window: RateWindow }>({
    max: maxWindows,
  });

  constructor(options: { limits: Limits; now: () => number }) {
    this.#limits = options.limits;
    this.#now = options.now;
  }

  /** Counts one message. Returns 0 when it is within the limit, else the ms after which another one will be. */
  take(device: LimitedDevice, direction: Direction): number {
    const limit = this.#limitOf(device.applicationRowId);
    return limit === null ? 0 : this.#window(device.deviceId, direction, limit).take(this.#now());
  }

  /** As `take`, and says where the device stands then; undefined when there is no limit. */
  takeWithin(device: LimitedDevice, direction: Direction): LimitState | undefined {
    const limit = this.#limitOf(device.applicationRowId);
    if (limit === null) return undefined;
    const window = this.#window(device.deviceId, direction, limit);
    const now = this.#now();
    const waitMs = window.take(now);
    return {
      name: 'deviceMessages',
      unit: 'messages',
      limit: limit.count,
      windowSeconds: limit.windowMs / 1000,
      remaining: window.remaining(now),
      resetSeconds: Math.ceil(window.resetMs(now) / 1000),
      waitMs,
    };
  }

  /** In words, for error messages. */
  describe({ applicationRowId }: Pick<LimitedDevice, 'applicationRowId'>): string {
    const limit = this.#limitOf(applicationRowId);
    return limit === null ? 'no limit' : describeLimit('deviceMessages', limit).replace(/^\w+ /, '');
  }

  /** What the settings say, until it is known what was set for the application. */
  #limitOf(applicationRowId: number): Limit {
    return this.#limits.peekOrRead(applicationRowId).deviceMessages.limit;
  }

  #window(deviceId: string, direction: Direction, limit: LimitValue): RateWindow {
    const key = direction === 'fromDevice' ? deviceId : `>${deviceId}`;
    const known = this.#windows.get(key);
    if (
      known &&
      (known.limit === limit || (known.limit.count === limit.count && known.limit.windowMs === limit.windowMs))
    )
      return known.window;
    const window = new RateWindow(limit);
    this.#windows.set(key, { limit, window });
    return window;
  }
}
