import { foldCase } from '../../kernel/fold-case.ts';
import type { Database } from '../database/database.ts';

/** A resource of an application that a search has found. */
export interface FoundResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly descriptor: string;
}

/** Stages are asked in order until there are enough. */
export type SearchStage = (database: Database, applicationRowId: number, limit: number) => Promise<FoundResource[]>;

/** Takes a value into a statement and returns its place there, such as `$3`. */
type Bind = (value: unknown) => string;

/** One way of finding resources: a query for those of the application `$1`, best first, `$2` of them at most. */
export type SearchQuery = (bind: Bind) => string;

const byName = 'folded, id';
/**
 * What the trigram index finds comes in no order, and sorting all of it could take seconds where half a million names
 * match. The best are chosen from so many; a stage must therefore hold nothing that ranks before the rest of it by more than
 * its place in the alphabet.
 */
const candidates = 1000;
/** A word may stand as often in a name of 255 characters, with a separator between each. */
const maxWords = 128;

/**
 * Asks several queries, the better first, in one statement, in which none is begun once one before it has found enough. What
 * two have found comes twice. It is not asked under a name: the plan must be made for the very text, rare or common.
 */
export function askInOrder(queries: readonly SearchQuery[]): SearchStage {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value) + 2}`;
  const parts = queries.map((query, index) => {
    const wanted = Array.from({ length: index }, (_, before) => `(select count(*) from part_${before}) < $2`);
    return `part_${index} as materialized (
      select ${index} as part, row_number() over () as place, ranked.* from (${query(bind)}) ranked
      ${wanted.length > 0 ? `where ${wanted.join(' and ')}` : ''})`;
  });
  const all = queries.map((_, index) => `select * from part_${index}`).join(' union all ');
  const sql = `with ${parts.join(', ')}
    select id, type, name, descriptor from (${all}) found order by part, place`;
  return (database, applicationRowId, limit) =>
    database.query<FoundResource>({ sql, parameters: [applicationRowId, limit, ...values] });
}

function select(condition: string, order = byName): string {
  return `select id, type, name, descriptor from resource_name
    where application_row_id = $1 and ${condition} order by ${order} limit $2`;
}

/** As `select`, for conditions that the trigram index answers. */
function selectAmong(condition: string, order = byName): string {
  return `select id, type, name, descriptor from (
      select id, type, name, descriptor, folded from resource_name
      where application_row_id = $1 and ${condition} limit ${candidates}) candidate
    order by ${order} limit $2`;
}

/** The resource with exactly this id. */
export function withId(id: string): SearchQuery {
  return (bind) => select(`id = ${bind(id)}`);
}

/** Resources whose id begins with these hex digits. */
export function withIdPrefix(prefix: string): SearchQuery {
  return (bind) => select(`id like ${bind(`${prefix}%`)}`, 'id using ~<~');
}

/** Names that begin with the text; the name that is the text comes first, being the least of them. */
export function withNamePrefix(text: string): SearchQuery {
  return (bind) => select(`folded like ${bind(`${escapeLike(foldCase(text))}%`)}`);
}

/**
 * Names in which a later word begins with the text, in the order of what follows it, so that the whole word comes first. A
 * name with several such words stands several times in the index and once in the result.
 */
export function withWordPrefix(text: string): SearchStage {
  return async (database, applicationRowId, limit) => {
    const found = new Map<string, FoundResource>();
    let last: { readonly suffix: string; readonly id: string } | undefined;
    for (let page = 0; page < maxWords; page += 1) {
      // Only from the second page on: PostgreSQL begins to read where this condition says, rather than at the text.
      const after = last ? 'and (suffix, id) > ($4, $5)' : '';
      const rows = await database.query<FoundResource & { suffix: string }>({
        sql: `with word as materialized (
            select suffix, id from resource_word
            where application_row_id = $1 and suffix like $3 ${after}
            order by suffix, id limit $2)
          select word.suffix, id, type, name, descriptor from word join resource_name using (id) order by word.suffix, id`,
        parameters: [
          applicationRowId,
          limit,
          `${escapeLike(foldCase(text))}%`,
          ...(last ? [last.suffix, last.id] : []),
        ],
      });
      for (const { suffix, ...resource } of rows) {
        if (found.size < limit && !found.has(resource.id)) found.set(resource.id, resource);
        last = { suffix, id: resource.id };
      }
      if (rows.length < limit || found.size >= limit) break;
    }
    return [...found.values()];
  };
}

/** Names that have the text in them. */
export function withSubstring(text: string): SearchQuery {
  return (bind) => selectAmong(`folded like ${bind(`%${escapeLike(foldCase(text))}%`)}`);
}

/** Devices with a tag `key=value` that begins with the text. */
export function withTag(text: string): SearchQuery {
  const tag = escapeLike(foldCase(text));
  return (bind) =>
    selectAmong(`tags <> '' and tags like ${bind(`%${tag}%`)} and (E'\\n' || tags) like ${bind(`%\n${tag}%`)}`);
}

/**
 * Names with the text once two neighbouring letters have changed places: the commonest slip of typing, and one that shares
 * too few trigrams with what was meant for `withSimilarName` to find it in a short word. One expression for all of them,
 * because the planner overestimates many conditions joined by "or", and then reads every name.
 */
export function withSwappedLetters(text: string): SearchQuery {
  const letters = [...foldCase(text)];
  const variants = new Set(
    letters.slice(1).map((letter, index) => letters.toSpliced(index, 2, letter, letters[index] as string).join('')),
  );
  const pattern = `(${[...variants].map(escapeRegularExpression).join('|')})`;
  return (bind) => selectAmong(`folded ~ ${bind(pattern)}`);
}

/** Names with a word much like the text, the most alike first. */
export function withSimilarName(text: string): SearchQuery {
  return (bind) => {
    const folded = bind(foldCase(text));
    return selectAmong(`folded %> ${folded}`, `word_similarity(${folded}, folded) desc, ${byName}`);
  };
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function escapeRegularExpression(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
}
