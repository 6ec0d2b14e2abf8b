import { foldCase } from '../../kernel/fold-case.ts';
import type { Database } from '../database/database.ts';

/** A resource of an application that a search has found. */
export interface FoundResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly descriptor: string;
}

/** One way of finding resources; stages are asked in order until there are enough. */
export type SearchStage = (database: Database, applicationRowId: number, limit: number) => Promise<FoundResource[]>;

const byName = 'folded, id';
/**
 * What the trigram index finds comes in no order, and sorting all of it could take seconds where half a million names
 * match. The best are chosen from so many; a stage must therefore hold nothing that ranks before the rest of it by more than
 * its place in the alphabet.
 */
const candidates = 1000;
/** A word may stand as often in a name of 255 characters, with a separator between each. */
const maxWords = 128;
/** What a word begins after: `later_words` of migration 0051 as a regular expression. */
const separator = '[-_./:,() \\t\\n\\v\\f\\r]';
/** What follows the first word's end, where something does. */
const laterWord = /[-_./:,() \t\n\v\f\r]+([^-_./:,() \t\n\v\f\r].*)$/s;

/** Stages are not asked under a name: the plan must be made for the very text, rare or common. */
function ask(text: string, parameters: readonly unknown[]): SearchStage {
  return (database, applicationRowId, limit) =>
    database.query<FoundResource>({ sql: text, parameters: [applicationRowId, limit, ...parameters] });
}

function select(condition: string, parameters: readonly unknown[], order = byName): SearchStage {
  return ask(
    `select id, type, name, descriptor from resource_name
      where application_row_id = $1 and ${condition} order by ${order} limit $2`,
    parameters,
  );
}

/** As `select`, for conditions that the trigram index serves. */
function selectAmong(condition: string, parameters: readonly unknown[], order = byName): SearchStage {
  return ask(
    `with found as materialized (
        select id, type, name, descriptor, folded from resource_name
        where application_row_id = $1 and ${condition} limit ${candidates})
      select id, type, name, descriptor from found order by ${order} limit $2`,
    parameters,
  );
}

/** The resource with exactly this id. */
export function withId(id: string): SearchStage {
  return select('id = $3', [id]);
}

/** Resources whose id begins with these hex digits. */
export function withIdPrefix(prefix: string): SearchStage {
  return select('id like $3', [`${prefix}%`], 'id using ~<~');
}

/** Names that begin with the text; the name that is the text comes first, being the least of them. */
export function withNamePrefix(text: string): SearchStage {
  return select('folded like $3', [`${escapeLike(foldCase(text))}%`]);
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

/** Applications in which so many names have matched that the index on trigrams is no longer asked first. */
export interface LargeApplications {
  has(applicationRowId: number): boolean;
  set(applicationRowId: number, isLarge: true): unknown;
}

/**
 * Names that have the text in them, first those in which a later word begins with it, then the rest by name. Where few do,
 * one statement finds and ranks them all. Where they are more than the candidates, the words come from their own index, and
 * the rest from whichever has a hundred of them soonest; `large` remembers in which applications that was so, to begin
 * there, which is a matter of speed and not of what is found.
 */
export function withTextInside(text: string, large: LargeApplications): SearchStage {
  const withWord = withWordPrefix(text);
  const folded = foldCase(text);
  const shortCuts = [amongFirstNames(folded), amongNamesWithLaterWord(folded)];
  const pattern = `${separator}(${escapeRegularExpression(folded)}.*)$`;
  const sql = `with found as materialized (
      select id, type, name, descriptor, folded from resource_name
      where application_row_id = $1 and folded like $3 limit ${candidates})
    select id, type, name, descriptor, count(*) over () as matches from found
    order by substring(folded from $4) collate "C", ${byName} limit $2`;
  return async (database, applicationRowId, limit) => {
    const findCandidates = async (): Promise<{ found: FoundResource[]; areAll: boolean }> => {
      const parameters = [applicationRowId, limit, `%${escapeLike(folded)}%`, pattern];
      const rows = await database.query<FoundResource & { matches: number }>({ sql, parameters });
      return {
        found: rows.map(({ matches: _matches, ...resource }) => resource),
        areAll: (rows[0]?.matches ?? 0) < candidates,
      };
    };
    const first = large.has(applicationRowId) ? undefined : await findCandidates();
    if (first?.areAll) return first.found;
    large.set(applicationRowId, true);
    const words = await withWord(database, applicationRowId, limit);
    if (words.length >= limit) return words;
    for (const findAll of shortCuts) {
      const found = await findAll(database, applicationRowId, limit);
      if (found) return [...words, ...found];
    }
    return [...words, ...(first ?? (await findCandidates())).found];
  };
}

/** Finds all that a stage would, or as many as are wanted of the best; undefined where it would have to read too much. */
type ShortCut = (database: Database, applicationRowId: number, limit: number) => Promise<FoundResource[] | undefined>;

/** Entries of the index on names, which alone are read: some 2 ms. */
const firstNames = 5_000;
/** Names looked up by the words in them, one by one: some 7 ms. */
const namesWithWord = 1_500;

/**
 * The names with the text in them, in order, when so many have it that they are among the first of all names. The index on
 * trigrams takes longest for these, and gives them in no order.
 */
function amongFirstNames(folded: string): ShortCut {
  return async (database, applicationRowId, limit) => {
    const found = await database.query<FoundResource>({
      sql: `with first as materialized (
          select folded, id from (
            select folded, id from resource_name where application_row_id = $1 order by ${byName} limit ${firstNames}) name
          where folded like $3 limit $2)
        select id, type, name, descriptor from first join resource_name using (id) order by first.folded, id`,
      parameters: [applicationRowId, limit, `%${escapeLike(folded)}%`],
    });
    return found.length < limit ? undefined : found;
  };
}

/**
 * The names with a text that goes over the end of a word: all of them have a later word that begins with what follows
 * there, and these stand together in an index. The trigrams of two common words are each in very many names.
 */
function amongNamesWithLaterWord(folded: string): ShortCut {
  const [, word] = laterWord.exec(folded) ?? [];
  return async (database, applicationRowId, limit) => {
    if (word === undefined) return undefined;
    const rows = await database.query<FoundResource & { folded: string; looked: number }>({
      // One after the other in the order of the words, and no further than is wanted: hence "lateral" and "offset 0".
      sql: `with word as materialized (
          select id from resource_word where application_row_id = $1 and suffix like $4
          order by suffix, id limit ${namesWithWord})
        select name.*, (select count(*) from word) as looked
        from word, lateral (
          select id, type, name, descriptor, folded from resource_name
          where resource_name.id = word.id and folded like $3 offset 0) name
        limit $2`,
      parameters: [applicationRowId, limit, `%${escapeLike(folded)}%`, `${escapeLike(word)}%`],
    });
    // A name may have the word more than once.
    const found = [...new Map(rows.map(({ looked: _looked, ...row }) => [row.id, row])).values()].sort(compareNames);
    const isEnough =
      found.length >= limit || (rows.length < limit && (rows[0]?.looked ?? namesWithWord) < namesWithWord);
    return isEnough ? found.map(({ folded: _folded, ...resource }) => resource) : undefined;
  };
}

/** As `byName` orders: UTF-8 sorts as its code points do. */
function compareNames(one: { folded: string; id: string }, other: { folded: string; id: string }): number {
  return Buffer.compare(Buffer.from(one.folded), Buffer.from(other.folded)) || (one.id < other.id ? -1 : 1);
}

/** Devices with a tag `key=value` that begins with the text. */
export function withTag(text: string): SearchStage {
  const tag = escapeLike(foldCase(text));
  return selectAmong(`tags <> '' and tags like $3 and (E'\\n' || tags) like $4`, [`%${tag}%`, `%\n${tag}%`]);
}

/**
 * Names with the text once two neighbouring letters have changed places: the commonest slip of typing, and one that shares
 * too few trigrams with what was meant for `withSimilarName` to find it in a short word. One expression for all of them,
 * because the planner overestimates many conditions joined by "or", and then reads every name.
 */
export function withSwappedLetters(text: string): SearchStage {
  const letters = [...foldCase(text)];
  const variants = [
    ...new Set(
      letters.slice(1).map((letter, index) => letters.toSpliced(index, 2, letter, letters[index] as string).join('')),
    ),
  ];
  const findSome = amongManyWords(variants);
  const findAll = selectAmong('folded ~ $3', [`(${variants.map(escapeRegularExpression).join('|')})`]);
  return async (database, applicationRowId, limit) =>
    (await findSome(database, applicationRowId, limit)) ?? findAll(database, applicationRowId, limit);
}

/**
 * Any of the names with a word that begins with one of the texts, when there are more than candidates: a name or a later word
 * in their indexes tells so in a millisecond, while the regular expression for common words is tried on ten thousand names.
 */
function amongManyWords(texts: readonly string[]): ShortCut {
  return async (database, applicationRowId, limit) => {
    const rows = await database.query<FoundResource & { folded: string }>({
      // Each text's own part of the index, so that the planner need not guess how much of it there is.
      sql: `with text as (select low, low || chr(1114111) as high from unnest($3::text[]) as given (low)),
        word as materialized (
          select distinct id from (
            select begin.id from text, lateral (
              select id from resource_name where application_row_id = $1 and folded >= low and folded < high
              limit ${candidates}) begin
            union all
            select later.id from text, lateral (
              select id from resource_word where application_row_id = $1 and suffix >= low and suffix < high
              limit ${candidates}) later) found
          limit ${candidates})
        select id, type, name, descriptor, folded from resource_name
        where (select count(*) from word) >= ${candidates} and id = any(array(select id from word order by id limit $2))`,
      parameters: [applicationRowId, limit, [...texts]],
    });
    if (rows.length < limit) return undefined;
    return rows.sort(compareNames).map(({ folded: _folded, ...resource }) => resource);
  };
}

/** Names with a word much like the text, the most alike first. */
export function withSimilarName(text: string): SearchStage {
  return selectAmong('folded %> $3', [foldCase(text)], `word_similarity($3, folded) desc, ${byName}`);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function escapeRegularExpression(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
}
