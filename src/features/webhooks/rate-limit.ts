import { LRUCache } from 'lru-cache';
import { AppError } from '../../kernel/errors.ts';
import { RateWindow } from '../../kernel/rate-window.ts';

/** What a webhook takes (resources.md, "Webhooks"), on each server. */
const limit = { count: 100, windowMs: 10_000 };
/** Windows remembered; a webhook that falls out starts afresh, which only more busy ones than this can bring about. */
const maxWindows = 10_000;

/** The limit of calls of each webhook. */
export class WebhookRateLimit {
  readonly #elapsed: () => number;
  readonly #windows = new LRUCache<number, RateWindow>({ max: maxWindows });

  constructor(options: { elapsed: () => number }) {
    this.#elapsed = options.elapsed;
  }

  /** Counts a call. @throws AppError Throttled when it is one too many */
  take(webhookRowId: number): void {
    let window = this.#windows.get(webhookRowId);
    if (!window) {
      window = new RateWindow(limit);
      this.#windows.set(webhookRowId, window);
    }
    const waitMs = window.take(this.#elapsed());
    if (waitMs <= 0) return;
    const message = `The webhook takes ${limit.count} calls in ${limit.windowMs / 1000} seconds`;
    throw new AppError('Throttled', message, { retryAfter: waitMs / 1000 });
  }
}
