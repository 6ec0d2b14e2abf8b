import type { MemoryAccount } from '../../kernel/memory-budget.ts';
import type { Qos } from './packets.ts';
import type { StoredMessage } from './session-changes.ts';

/** Retained messages of one application; the newest values of far more topics than a fleet has. */
const maxMessages = 10_000;
/** What a message takes in memory beside its topic and payload. */
const overheadBytes = 200;
/** After this many topics have been looked at, others get a turn. */
const topicsPerTurn = 2000;

interface Retained {
  readonly levels: readonly string[];
  readonly payload: Buffer;
  readonly qos: Qos;
}

/** The last message of each topic that was published with the retain flag [MQTT-3.3.1-5], within bounds. */
export class RetainedMessages {
  readonly #messages = new Map<string, Retained>();
  readonly #memory: MemoryAccount;

  /** @param memory what the application may hold of them: they are in memory */
  constructor(memory: MemoryAccount) {
    this.#memory = memory;
  }

  /** Keeps a message in place of the topic's last one. Returns false, and keeps the last one, when there is no room. */
  set({ topic, payload, qos }: StoredMessage): boolean {
    const before = this.#messages.get(topic);
    if (!before && this.#messages.size >= maxMessages) return false;
    const more = cost(topic, { payload }) - (before ? cost(topic, before) : 0);
    if (more <= 0) this.#memory.give(-more);
    else if (!this.#memory.take(more)) return false;
    this.#messages.set(topic, { levels: topic.split('/'), payload, qos });
    return true;
  }

  /** Forgets the topic's message; returns whether there was one. */
  delete(topic: string): boolean {
    const before = this.#messages.get(topic);
    if (!before) return false;
    this.#memory.give(cost(topic, before));
    return this.#messages.delete(topic);
  }

  /** Forgets all of them. */
  clear(): void {
    for (const topic of [...this.#messages.keys()]) this.delete(topic);
  }

  get(topic: string): StoredMessage | undefined {
    const message = this.#messages.get(topic);
    return message && { topic, payload: message.payload, qos: message.qos };
  }

  /**
   * The topics that a filter matches. Yields undefined now and then, when it has looked at many that do not match: a chance
   * to let others run.
   */
  *match(filter: string): Generator<string | undefined> {
    if (!filter.includes('+') && !filter.includes('#')) {
      if (this.#messages.has(filter)) yield filter;
      return;
    }
    const levels = filter.split('/');
    let looked = 0;
    for (const [topic, { levels: topicLevels }] of this.#messages) {
      if (matches(levels, topicLevels)) yield topic;
      looked += 1;
      if (looked % topicsPerTurn === 0) yield undefined;
    }
  }
}

function cost(topic: string, message: { readonly payload: Buffer }): number {
  return topic.length + message.payload.length + overheadBytes;
}

/** As `matchesTopic` of the kernel, on levels that have been split before. */
function matches(filter: readonly string[], topic: readonly string[]): boolean {
  if ((filter[0] === '+' || filter[0] === '#') && topic[0]?.startsWith('$')) return false;
  for (const [index, level] of filter.entries()) {
    if (level === '#') return true;
    if (index >= topic.length || (level !== '+' && level !== topic[index])) return false;
  }
  return filter.length === topic.length;
}
