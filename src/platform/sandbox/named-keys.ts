import { LRUCache } from 'lru-cache';

/** Scripts whose text has been looked at, and how many characters they have together. */
const maxKept = 1000;
const maxCharacters = 4 * 1024 * 1024;

/**
 * What lets a script come to its payload otherwise than by the name: as `this` or an argument, by code that is made of text, by what all
 * objects inherit, by a name that is written with escapes, or through what stands around it.
 */
const comesOtherwise = /\\u|\$end|\bthis\b|\barguments\b|\beval\b|Function|constructor|proto|valueOf|\bwith\b|toJSON/;

/** Each place where the payload is named; the key behind it, where it is one that is not called. */
const places = /(?<![\w$])payload(?![\w$])(?:\??\.([A-Za-z_$][\w$]*)(?![\w$])(?!\s*(?:\?\.)?\s*[(`]))?/g;

const kept = new LRUCache<string, { readonly keys: readonly string[] | undefined }>({
  max: maxKept,
  maxSize: maxCharacters,
  sizeCalculation: (_keys, script) => script.length + 1,
});

/**
 * The keys of its payload that a script reads, writes or deletes, where its text shows that it cannot come to any other: it says nothing but
 * `payload.key` of it. Undefined: it may come to all of them.
 */
export function findNamedKeys(script: string): readonly string[] | undefined {
  const known = kept.get(script);
  if (known) return known.keys;
  const keys = find(script);
  kept.set(script, { keys });
  return keys;
}

function find(script: string): readonly string[] | undefined {
  if (comesOtherwise.test(script)) return undefined;
  const keys = new Set<string>();
  for (const [, key] of script.matchAll(places)) {
    // What every object has: a function that sees the payload.
    if (key === undefined || key in Object.prototype) return undefined;
    keys.add(key);
  }
  return [...keys];
}
