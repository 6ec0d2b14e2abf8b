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

/** Names are compared as their bytes, which the prefix index can do in order, so that such a stage stops at its limit. */
const byName = 'lower(name) using ~<~, id';
/**
 * What the trigram index finds comes in no order, and sorting all of it could take seconds where half a million names
 * match. The best are chosen from so many.
 */
const candidates = 1000;

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
        select id, type, name, descriptor from resource_name
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
  return select(`lower(name) like lower($3) || '%'`, [escapeLike(text)]);
}

/** Names that have the text in them, first those in which a word begins with it. */
export function withSubstring(text: string): SearchStage {
  return selectAmong(
    `lower(name) like '%' || lower($3) || '%'`,
    [escapeLike(text), escapeRegularExpression(text)],
    `lower(name) ~ ('[-\\s_./:,()]' || lower($4)) desc, ${byName}`,
  );
}

/** Devices with a tag `key=value` that begins with the text. */
export function withTag(text: string): SearchStage {
  return selectAmong(
    `tags <> '' and tags like '%' || lower($3) || '%' and (E'\\n' || tags) like '%' || E'\\n' || lower($3) || '%'`,
    [escapeLike(text)],
  );
}

/**
 * Names with the text once two neighbouring letters have changed places: the commonest slip of typing, and one that shares
 * too few trigrams with what was meant for `withSimilarName` to find it in a short word. One expression for all of them,
 * because the planner overestimates many conditions joined by "or", and then reads every name.
 */
export function withSwappedLetters(text: string): SearchStage {
  const letters = [...text.toLowerCase()];
  const variants = new Set(
    letters.slice(1).map((letter, index) => letters.toSpliced(index, 2, letter, letters[index] as string).join('')),
  );
  return selectAmong('lower(name) ~ $3', [`(${[...variants].map(escapeRegularExpression).join('|')})`]);
}

/** Names with a word much like the text, the most alike first. */
export function withSimilarName(text: string): SearchStage {
  return selectAmong('lower(name) %> lower($3)', [text], `word_similarity(lower($3), lower(name)) desc, ${byName}`);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function escapeRegularExpression(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
}
