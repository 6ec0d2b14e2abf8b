/** Levels of a filter that the summary looks at. */
const maxDepth = 4;
/** What one prefix may take; one that is longer is cut at a level. */
const maxPrefixBytes = 200;
/** Prefixes that other servers are told of one application. */
const maxPrefixes = 1_000;
/** How many there must be at most before the summary becomes finer again: it does not go to and fro. */
const finerPrefixes = maxPrefixes / 2;

/**
 * What the filters of an application's clients on this server have in common with the topics they match: their levels up to
 * the first wildcard, four of them at most. Where that makes more than 1,000 prefixes, of one level less, down to '', which is
 * every topic; so a server never misses a message over it, but may be sent some that nobody there wants.
 */
export class InterestSummary {
  /** How many filters begin so, by the number of levels that are looked at. */
  readonly #byDepth: readonly Map<string, number>[] = Array.from({ length: maxDepth + 1 }, () => new Map());
  #depth = maxDepth;
  /** Prefixes of which it may have changed whether they belong to the summary. */
  #touched = new Set<string>();

  add(filter: string): void {
    const prefixes = prefixesOf(filter);
    for (const [depth, counts] of this.#byDepth.entries()) {
      const prefix = prefixes[Math.min(depth, prefixes.length - 1)] as string;
      const count = counts.get(prefix) ?? 0;
      counts.set(prefix, count + 1);
      if (count === 0 && depth === this.#depth) this.#touched.add(prefix);
    }
    this.#settle();
  }

  remove(filter: string): void {
    const prefixes = prefixesOf(filter);
    for (const [depth, counts] of this.#byDepth.entries()) {
      const prefix = prefixes[Math.min(depth, prefixes.length - 1)] as string;
      const count = counts.get(prefix) ?? 0;
      if (count > 1) counts.set(prefix, count - 1);
      else counts.delete(prefix);
      if (count === 1 && depth === this.#depth) this.#touched.add(prefix);
    }
    this.#settle();
  }

  get isEmpty(): boolean {
    return this.#counts(0).size === 0;
  }

  has(prefix: string): boolean {
    return this.#counts(this.#depth).has(prefix);
  }

  get prefixes(): Iterable<string> {
    return this.#counts(this.#depth).keys();
  }

  /** Those that may have come or gone since this was last called. */
  takeTouched(): ReadonlySet<string> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  #settle(): void {
    let depth = this.#depth;
    while (this.#counts(depth).size > maxPrefixes) depth -= 1;
    while (depth < maxDepth && depth >= this.#depth && this.#counts(depth + 1).size <= finerPrefixes) depth += 1;
    if (depth === this.#depth) return;
    for (const each of [this.#depth, depth]) for (const prefix of this.#counts(each).keys()) this.#touched.add(prefix);
    this.#depth = depth;
  }

  #counts(depth: number): Map<string, number> {
    return this.#byDepth[depth] as Map<string, number>;
  }
}

/** The beginnings of a topic, or of a filter up to its first wildcard: of no level, of one, of two and so on. */
export function prefixesOf(text: string): string[] {
  const prefixes = [''];
  for (let start = 0; prefixes.length <= maxDepth && start <= text.length; ) {
    const slash = text.indexOf('/', start);
    const end = slash < 0 ? text.length : slash;
    const level = text.slice(start, end);
    if (level === '+' || level === '#') break;
    const prefix = text.slice(0, end + 1);
    if (Buffer.byteLength(prefix) > maxPrefixBytes) break;
    // With its slash, so that an empty first level is not taken for no level.
    prefixes.push(slash < 0 ? `${prefix}/` : prefix);
    start = end + 1;
  }
  return prefixes;
}

/** What other servers have said of their clients of one application. */
export class ForeignInterest {
  readonly #prefixes = new Map<string, Set<string>>();

  add(node: string, prefix: string): void {
    const known = this.#prefixes.get(node);
    if (known) known.add(prefix);
    else this.#prefixes.set(node, new Set([prefix]));
  }

  remove(node: string, prefix: string): void {
    const known = this.#prefixes.get(node);
    known?.delete(prefix);
    if (known?.size === 0) this.#prefixes.delete(node);
  }

  forget(node: string): void {
    this.#prefixes.delete(node);
  }

  /** The servers where somebody may have subscribed to the topic. */
  match(topic: string): readonly string[] {
    if (this.#prefixes.size === 0) return nobody;
    const wanted = prefixesOf(topic);
    const nodes: string[] = [];
    for (const [node, prefixes] of this.#prefixes) {
      if (wanted.some((prefix) => prefixes.has(prefix))) nodes.push(node);
    }
    return nodes;
  }
}

const nobody: readonly string[] = [];
