import { invalid } from '../../kernel/errors.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import {
  askInOrder,
  type FoundResource,
  type SearchStage,
  withId,
  withIdPrefix,
  withNamePrefix,
  withSimilarName,
  withSubstring,
  withSwappedLetters,
  withTag,
  withWordPrefix,
} from '../../platform/resources/name-search.ts';

const maxResults = 100;
/** Shorter ones would turn up for any word of hex digits, such as "feed". */
const minIdPrefix = 6;
/** Below this many characters nearly everything is alike. */
const minMisspelling = 4;
/** Each pair of neighbours is a pattern of its own to look for; longer texts are alike enough without. */
const maxSwapped = 16;

/** Everything in an application by partial name, best first (semantics.md, "search"). */
export class SearchService {
  readonly #database: Database;

  constructor(options: { database: Database }) {
    this.#database = options.database;
  }

  async search({ applicationRowId }: ApplicationRef, filter: string) {
    if (containsUnstorableText(filter)) throw invalid('filter', 'must not contain U+0000 or lone surrogates');
    const found = new Map<string, FoundResource>();
    for (const stage of chooseStages(filter)) {
      // What a better stage has found may turn up again, so a stage is asked for as many as are wanted in all.
      for (const resource of await stage(this.#database, applicationRowId, maxResults)) {
        if (found.size < maxResults && !found.has(resource.id)) found.set(resource.id, resource);
      }
      if (found.size >= maxResults) break;
    }
    return [...found.values()].map(({ id, type, name, descriptor }) => ({
      id,
      name,
      _type: type,
      metadata: { descriptor },
    }));
  }
}

function chooseStages(filter: string): SearchStage[] {
  const isHex = /^[0-9a-f]+$/i.test(filter);
  const id = filter.toLowerCase();
  const letters = [...filter].length;
  return [
    // Few steps to a database are most of what a search in a small application takes.
    askInOrder([
      ...(isHex && filter.length === 24 ? [withId(id)] : []),
      withNamePrefix(filter),
      ...(isHex && filter.length >= minIdPrefix ? [withIdPrefix(id)] : []),
      ...(filter.includes('=') ? [withTag(filter)] : []),
    ]),
    withWordPrefix(filter),
    askInOrder([
      withSubstring(filter),
      ...(letters >= minMisspelling && letters <= maxSwapped ? [withSwappedLetters(filter)] : []),
      ...(letters >= minMisspelling ? [withSimilarName(filter)] : []),
    ]),
  ];
}
