import { LRUCache } from 'lru-cache';
import { invalid } from '../../kernel/errors.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import { findMetadata } from '../../platform/resources/find-named.ts';
import {
  type FoundResource,
  type LargeApplications,
  type SearchStage,
  withId,
  withIdPrefix,
  withNamePrefix,
  withSimilarName,
  withSwappedLetters,
  withTag,
  withTextInside,
} from '../../platform/resources/name-search.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';

const maxResults = 100;
/** Shorter ones would turn up for any word of hex digits, such as "feed". */
const minIdPrefix = 6;
/** Below this many characters nearly everything is alike. */
const minMisspelling = 4;
/** Each pair of neighbours is a pattern of its own to look for; longer texts are alike enough without. */
const maxSwapped = 16;

/** Only those in which searches have found a thousand matches. */
const rememberedApplications = 10_000;

/** Everything in an application by partial name, best first (semantics.md, "search"). */
export class SearchService {
  readonly #database: Database;
  readonly #large = new LRUCache<number, true>({ max: rememberedApplications });
  readonly #resources: ResourceRegistry;

  constructor(options: { database: Database; resources: ResourceRegistry }) {
    this.#database = options.database;
    this.#resources = options.resources;
  }

  async search({ applicationRowId }: ApplicationRef, filter: string) {
    if (containsUnstorableText(filter)) throw invalid('filter', 'must not contain U+0000 or lone surrogates');
    const found = new Map<string, FoundResource>();
    for (const stage of chooseStages(filter, this.#large)) {
      // What a better stage has found may turn up again, so a stage is asked for as many as are wanted in all.
      for (const resource of await stage(this.#database, applicationRowId, maxResults)) {
        if (found.size < maxResults && !found.has(resource.id)) found.set(resource.id, resource);
      }
      if (found.size >= maxResults) break;
    }
    const metadata = await this.#findMetadata([...found.values()]);
    return [...found.values()].map(({ id, type, name, descriptor }) => ({
      id,
      name,
      _type: type,
      metadata: { descriptor, ...metadata.get(id) },
    }));
  }

  /** What resources say of themselves besides their name and description, by id. */
  async #findMetadata(found: readonly FoundResource[]): Promise<Map<string, Record<string, unknown>>> {
    const byId = new Map<string, Record<string, unknown>>();
    for (const resource of this.#resources.ofApplication) {
      if (!resource.search?.metadata) continue;
      const ids = found.filter(({ type }) => type === resource.type).map(({ id }) => id);
      for (const [id, more] of await findMetadata(this.#database.kysely, resource, ids)) byId.set(id, more);
    }
    return byId;
  }
}

function chooseStages(filter: string, large: LargeApplications): SearchStage[] {
  const isHex = /^[0-9a-f]+$/i.test(filter);
  const stages: SearchStage[] = [];
  if (isHex && filter.length === 24) stages.push(withId(filter.toLowerCase()));
  stages.push(withNamePrefix(filter));
  if (isHex && filter.length >= minIdPrefix) stages.push(withIdPrefix(filter.toLowerCase()));
  if (filter.includes('=')) stages.push(withTag(filter));
  stages.push(withTextInside(filter, large));
  const letters = [...filter].length;
  if (letters >= minMisspelling && letters <= maxSwapped) stages.push(withSwappedLetters(filter));
  if (letters >= minMisspelling) stages.push(withSimilarName(filter));
  return stages;
}
