import { AppError } from '../../kernel/errors.ts';
import type { Movable } from '../drain.ts';

/** Streams that may be open at the same time; each takes memory even when nothing happens on it. */
const maxPerToken = 200;
const maxPerApplication = 1_000;
const maxStreams = 4_000;

/** What may wait for all slow readers together before the slowest lose events; the others go on up to a share of it. */
const maxBufferedBytes = 64 * 1024 * 1024;
const smallestShare = 16 * 1024;

/** The event streams of a server: how many there may be, and what may wait for their readers. */
export class OpenStreams extends Set<{ end(): void }> implements Movable {
  /** Bytes that wait for readers. */
  buffered = 0;
  readonly #counts = new Map<string, number>();

  get count(): number {
    return this.size;
  }

  /** Ends the oldest. */
  end(most: number): void {
    for (const stream of [...this.values().take(most)]) stream.end();
  }

  /** Whether a stream may let its buffer grow to `length` by another `added` bytes. */
  hasRoom(length: number, added: number): boolean {
    if (this.buffered + added <= maxBufferedBytes) return true;
    if (this.buffered + added > 2 * maxBufferedBytes) return false;
    return length <= Math.max(smallestShare, maxBufferedBytes / this.size);
  }

  /**
   * Counts a stream that is about to open; returns what is called when it has ended. What has no token, or concerns no application, counts
   * for the server alone: whoever opens it is bounded elsewhere.
   *
   * @throws AppError Throttled when there are too many
   */
  admit(of: { token: string | undefined; application: string | undefined }): () => void {
    const bounds: [string, number, string][] = [['all', maxStreams, 'The server']];
    if (of.application !== undefined) {
      bounds.unshift([`application ${of.application}`, maxPerApplication, 'The application']);
    }
    if (of.token !== undefined) bounds.unshift([`token ${of.token}`, maxPerToken, 'The token']);
    for (const [key, most, whose] of bounds) {
      if ((this.#counts.get(key) ?? 0) < most) continue;
      throw new AppError('Throttled', `${whose} has ${most} event streams open already`, { retryAfter: 10 });
    }
    for (const [key] of bounds) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return () => {
      for (const [key] of bounds) {
        const left = (this.#counts.get(key) ?? 1) - 1;
        if (left > 0) this.#counts.set(key, left);
        else this.#counts.delete(key);
      }
    };
  }
}
