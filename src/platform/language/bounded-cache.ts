import { LRUCache } from 'lru-cache';

/** More texts than the flows of one application have; the longest are templates of whole mails. */
const maxEntries = 2000;
/** Characters of source text; what is compiled of it takes some twenty times that, so 20 MB at most. */
const maxCharacters = 1_000_000;

/**
 * Remembers what was compiled from a text: at most 2,000 of them and a million characters, the least recently used going
 * first. A text that is longer than all of it is compiled each time.
 */
export function cachedByText<Compiled extends object>(compile: (text: string) => Compiled): (text: string) => Compiled {
  const cache = new LRUCache<string, Compiled>({
    max: maxEntries,
    maxSize: maxCharacters,
    sizeCalculation: (_compiled, text) => text.length + 1,
  });
  return (text) => {
    const known = cache.get(text);
    if (known) return known;
    const compiled = compile(text);
    cache.set(text, compiled);
    return compiled;
  };
}
