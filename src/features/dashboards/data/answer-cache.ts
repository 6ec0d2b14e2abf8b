import { LRUCache } from 'lru-cache';

/** What the answers of blocks may take in memory on a node (dashboards.md, "5. Data: one request, one stream"). */
const maxBytes = 64 * 1024 * 1024;
/** A single one is kept only when others have room beside it. */
const maxEntryBytes = 16 * 1024 * 1024;
/** What ends now is asked anew after this. */
const liveMs = 1_000;
/** What lies in the past changes only when something is reported late. */
const pastMs = 60_000;

/** An answer with what it weighs and how it is told from another one. */
export interface KeptAnswer<Answer> {
  readonly answer: Answer;
  readonly bytes: number;
}

/**
 * Answers that many ask for, asked for once: those who ask while it is being found wait for it, those who come within a
 * second are given it. The key is the question, never who asks.
 */
export class AnswerCache<Answer extends object> {
  readonly #kept: LRUCache<string, KeptAnswer<Answer>>;
  readonly #open = new Map<string, Promise<KeptAnswer<Answer>>>();
  /** Questions that had to be put. */
  asked = 0;
  /** Questions that somebody else had put. */
  shared = 0;

  constructor(options: { now: () => number }) {
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: maxEntryBytes,
      sizeCalculation: ({ bytes }) => Math.max(1, bytes),
      perf: { now: options.now },
      ttlResolution: 0,
    });
  }

  async ask(
    key: string,
    { isLive, isFresh = false }: { readonly isLive: boolean; readonly isFresh?: boolean },
    question: () => Promise<KeptAnswer<Answer>>,
  ): Promise<Answer> {
    if (isFresh) {
      // Whoever knows of a change is not to be given what was so before it, not even by a question that is under way.
      this.asked += 1;
      const found = await question();
      this.#kept.set(key, found, { ttl: isLive ? liveMs : pastMs });
      return found.answer;
    }
    const kept = this.#kept.get(key);
    if (kept) {
      this.shared += 1;
      return kept.answer;
    }
    const open = this.#open.get(key);
    if (open) {
      this.shared += 1;
      return (await open).answer;
    }
    this.asked += 1;
    const asking = question();
    this.#open.set(key, asking);
    try {
      const found = await asking;
      this.#kept.set(key, found, { ttl: isLive ? liveMs : pastMs });
      return found.answer;
    } finally {
      this.#open.delete(key);
    }
  }
}
