import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';

export interface FoundResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly descriptor: string;
}

/** One way of finding resources; stages are asked in order until there are enough. */
export type SearchStage = (db: Queryable, applicationKey: number, limit: number) => Promise<FoundResource[]>;

/** Names are compared as their bytes, which the prefix index can do in order, so that a stage stops at its limit. */
const byName = sql`order by lower(name) using ~<~, id`;

function select(condition: RawBuilder<unknown>, order: RawBuilder<unknown> = byName): SearchStage {
  return async (db, applicationKey, limit) => {
    const { rows } = await sql<FoundResource>`
      select id, type, name, descriptor from resource_name
      where application_key = ${applicationKey} and ${condition} ${order} limit ${limit}`.execute(db);
    return rows;
  };
}

/** The resource with exactly this id. */
export function withId(id: string): SearchStage {
  return select(sql`id = ${id}`);
}

export function withIdPrefix(prefix: string): SearchStage {
  return select(sql`id like ${`${prefix}%`}`, sql`order by id using ~<~`);
}

/** Names that begin with the text; the name that is the text comes first, being the least of them. */
export function withNamePrefix(text: string): SearchStage {
  return select(sql`lower(name) like lower(${escapeLike(text)}) || '%'`);
}

/** Names in which a word begins with the text. */
export function withWordPrefix(text: string): SearchStage {
  return select(sql`lower(name) ~ ('[-\\s_./:,()]' || lower(${escapeRegularExpression(text)}))`);
}

export function withSubstring(text: string): SearchStage {
  return select(sql`lower(name) like '%' || lower(${escapeLike(text)}) || '%'`);
}

/** Devices with a tag `key=value` that begins with the text. */
export function withTag(text: string): SearchStage {
  const pattern = escapeLike(text);
  return select(sql`tags <> '' and tags like '%' || lower(${pattern}) || '%'
    and (E'\n' || tags) like '%' || E'\n' || lower(${pattern}) || '%'`);
}

/**
 * Names with the text once two neighbouring letters have changed places: the commonest slip of typing, and one that shares
 * too few trigrams with what was meant for `withSimilarName` to find it in a short word.
 */
export function withSwappedLetters(text: string): SearchStage {
  const letters = [...text.toLowerCase()];
  const variants = new Set(
    letters.slice(1).map((letter, index) => letters.toSpliced(index, 2, letter, letters[index] as string).join('')),
  );
  const conditions = [...variants].map((variant) => sql`lower(name) like ${`%${escapeLike(variant)}%`}`);
  return select(sql`(${sql.join(conditions, sql` or `)})`);
}

/** Names with a word much like the text, the most alike first. */
export function withSimilarName(text: string): SearchStage {
  return select(
    sql`lower(name) %> lower(${text})`,
    sql`order by word_similarity(lower(${text}), lower(name)) desc, lower(name) using ~<~, id`,
  );
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function escapeRegularExpression(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
}
