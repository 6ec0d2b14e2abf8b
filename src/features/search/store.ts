import type { Database } from '../../platform/database/database.ts';

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

export function withIdPrefix(prefix: string): SearchStage {
  return select('id like $3', [`${prefix}%`], 'id using ~<~');
}

/** Names that begin with the text; the name that is the text comes first, being the least of them. */
export function withNamePrefix(text: string): SearchStage {
  return select(`folded like fold_case($3) || '%'`, [escapeLike(text)]);
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
            where application_row_id = $1 and suffix like fold_case($3) || '%' ${after}
            order by suffix, id limit $2)
          select word.suffix, id, type, name, descriptor from word join resource_name using (id) order by word.suffix, id`,
        parameters: [applicationRowId, limit, escapeLike(text), ...(last ? [last.suffix, last.id] : [])],
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
export function withSubstring(text: string): SearchStage {
  return selectAmong(`folded like '%' || fold_case($3) || '%'`, [escapeLike(text)]);
}

/** Devices with a tag `key=value` that begins with the text. */
export function withTag(text: string): SearchStage {
  return selectAmong(
    `tags <> '' and tags like '%' || fold_case($3) || '%' and (E'\\n' || tags) like '%' || E'\\n' || fold_case($3) || '%'`,
    [escapeLike(text)],
  );
}

/**
 * Names with the text once two neighbouring letters have changed places: the commonest slip of typing, and one that shares
 * too few trigrams with what was meant for `withSimilarName` to find it in a short word. One expression for all of them,
 * because the planner overestimates many conditions joined by "or", and then reads every name.
 */
export function withSwappedLetters(text: string): SearchStage {
  const letters = [...text];
  const variants = new Set(
    letters.slice(1).map((letter, index) => letters.toSpliced(index, 2, letter, letters[index] as string).join('')),
  );
  return selectAmong('folded ~ fold_case($3)', [`(${[...variants].map(escapeRegularExpression).join('|')})`]);
}

/** Names with a word much like the text, the most alike first. */
export function withSimilarName(text: string): SearchStage {
  return selectAmong('folded %> fold_case($3)', [text], `word_similarity(fold_case($3), folded) desc, ${byName}`);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function escapeRegularExpression(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
}
