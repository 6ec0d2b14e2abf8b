import { LRUCache } from 'lru-cache';

/** JSON of the answers of blocks and their questions that a node keeps (dashboards.md, "5. Data: one request, one stream"): in memory up to twice that. */
const maxBytes = 32 * 1024 * 1024;
/** A single one is kept only when others have room beside it. */
const maxEntryBytes = 8 * 1024 * 1024;
/** What ends now is asked anew after this. */
const liveMs = 1_000;
/** What lies in the past changes only when something is reported late. */
const pastMs = 60_000;

/** What somebody is told the changes of is kept at most this long: nobody is told of a device that is new, or of rows of a data table. */
const toldMs = 5_000;

/** An answer with what it weighs and how it is told from another one. */
export interface KeptAnswer<Answer> {
  readonly answer: Answer;
  readonly bytes: number;
}

interface Kept<Answer> extends KeptAnswer<Answer> {
  readonly at: number;
}

/** Whether nothing has been heard of that would change an answer. */
type IsGood<Answer> = (answer: Answer) => boolean;

/**
 * Answers that many ask for, asked for once: those who ask while it is being found wait for it, those who come within a
 * second are given it, and as long as somebody is told of what changes it those who come until then. The key is the question, never who asks.
 */
export class AnswerCache<Answer extends object> {
  readonly #kept: LRUCache<string, Kept<Answer>>;
  readonly #open = new Map<string, Promise<KeptAnswer<Answer>>>();
  readonly #told = new Map<string, Set<IsGood<Answer>>>();
  readonly #now: () => number;
  /** Questions that had to be put. */
  asked = 0;
  /** Questions that somebody else had put. */
  shared = 0;

  constructor(options: { now: () => number }) {
    this.#now = options.now;
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: maxEntryBytes,
      // A question holds what its caller has chosen and entered.
      sizeCalculation: ({ bytes }, key) => bytes + key.length,
      perf: { now: options.now },
      ttlResolution: 0,
      // What nobody may be given any more is not kept until others need its room.
      ttlAutopurge: true,
    });
  }

  /** What `maxBytes` bounds. */
  get keptBytes(): number {
    return this.#kept.calculatedSize;
  }

  async ask(
    key: string,
    { isLive, isFresh = false }: { readonly isLive: boolean; readonly isFresh?: boolean },
    question: () => Promise<KeptAnswer<Answer>>,
  ): Promise<Answer> {
    if (isFresh) {
      // Whoever knows of a change is not to be given what was so before it, not even by a question that is under way.
      this.asked += 1;
      return this.#keep(key, isLive, await question());
    }
    const kept = this.#kept.get(key);
    if (kept && (!isLive || this.#now() - kept.at < liveMs || this.#isGood(key, kept.answer))) {
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
      return this.#keep(key, isLive, await asking);
    } finally {
      this.#open.delete(key);
    }
  }

  /** Lets an answer be given for longer, as long as `isGood` says so of it, until the function that it returns is called. */
  extend(key: string, isGood: IsGood<Answer>): () => void {
    const all = this.#told.get(key) ?? new Set();
    this.#told.set(key, all);
    all.add(isGood);
    return () => {
      all.delete(isGood);
      if (all.size === 0 && this.#told.get(key) === all) this.#told.delete(key);
    };
  }

  #isGood(key: string, answer: Answer): boolean {
    for (const isGood of this.#told.get(key) ?? []) if (isGood(answer)) return true;
    return false;
  }

  #keep(key: string, isLive: boolean, found: KeptAnswer<Answer>): Answer {
    this.#kept.set(key, { ...found, at: this.#now() }, { ttl: isLive ? toldMs : pastMs });
    return found.answer;
  }
}
