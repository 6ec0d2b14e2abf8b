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

/** As `select`, for conditions that the trigram index answers. */
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

/** Applications in which so many names have matched that words had to be looked up by themselves. */
export interface LargeApplications {
  has(applicationRowId: number): boolean;
  set(applicationRowId: number, isLarge: true): unknown;
}

/**
 * Names that have the text in them, first those in which a later word begins with it. Where few do, one statement finds and
 * ranks them all. Where they are more than the candidates, the words come from their own index; `large` remembers in which
 * applications that was so, to begin there, which is a matter of speed and not of what is found.
 */
export function withTextInside(text: string, large: LargeApplications): SearchStage {
  const withWord = withWordPrefix(text);
  const folded = foldCase(text);
  const pattern = `${separator}(${escapeRegularExpression(folded)}.*)$`;
  const sql = `with found as materialized (
      select id, type, name, descriptor, folded from resource_name
      where application_row_id = $1 and folded like $3 limit ${candidates})
    select id, type, name, descriptor, count(*) over () as matches from found
    order by substring(folded from $4) collate "C", ${byName} limit $2`;
  return async (database, applicationRowId, limit) => {
    const words = large.has(applicationRowId) ? await withWord(database, applicationRowId, limit) : undefined;
    if (words && words.length >= limit) return words;
    const parameters = [applicationRowId, limit, `%${escapeLike(folded)}%`, pattern];
    const rows = await database.query<FoundResource & { matches: number }>({ sql, parameters });
    const found = rows.map(({ matches: _matches, ...resource }) => resource);
    if (words || (rows[0]?.matches ?? 0) < candidates) return [...(words ?? []), ...found];
    large.set(applicationRowId, true);
    return [...(await withWord(database, applicationRowId, limit)), ...found];
  };
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
  const variants = new Set(
    letters.slice(1).map((letter, index) => letters.toSpliced(index, 2, letter, letters[index] as string).join('')),
  );
  return selectAmong('folded ~ $3', [`(${[...variants].map(escapeRegularExpression).join('|')})`]);
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
