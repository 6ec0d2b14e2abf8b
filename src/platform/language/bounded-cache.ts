import { LRUCache } from 'lru-cache';

/** More texts than the flows of one application have; the longest are templates of whole mails. */
const maxEntries = 2000;
/** Characters of source text; what is compiled of it takes some twenty times that, so 20 MB at most. */
const maxCharacters = 1_000_000;

export interface CacheBound<Compiled> {
  readonly entries: number;
  readonly weight: number;
  readonly weigh: (compiled: Compiled, text: string) => number;
}

/**
 * Remembers what was compiled from a text, the least recently used going first: unless said otherwise 2,000 of them and a
 * million characters. What is heavier than all of the cache is compiled each time.
 */
export function cachedByText<Compiled extends object>(
  compile: (text: string) => Compiled,
  bound: CacheBound<Compiled> = { entries: maxEntries, weight: maxCharacters, weigh: (_, text) => text.length + 1 },
): (text: string) => Compiled {
  const cache = new LRUCache<string, Compiled>({
    max: bound.entries,
    maxSize: bound.weight,
    sizeCalculation: bound.weigh,
  });
  return (text) => {
    const known = cache.get(text);
    if (known) return known;
    const compiled = compile(text);
    cache.set(text, compiled);
    return compiled;
  };
}
