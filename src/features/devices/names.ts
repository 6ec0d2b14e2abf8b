import { type SqlBool, sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';
import type { Condition } from './device-query.ts';

/** Names that devices use: of tags, of the values of one tag, or of attributes (of some types). */
export type NameQuestion =
  | { readonly of: 'tagKeys' }
  | { readonly of: 'tagValues'; readonly key: string }
  | { readonly of: 'attributes'; readonly dataTypes?: readonly string[] | undefined };

/** As many as the client's schemas allow in an answer. */
const maxNames = 1000;

/** Every such name that a device of the application has, once each; `startsWith` ignores case. */
export async function listNames(
  db: Queryable,
  applicationRowId: number,
  question: NameQuestion,
  narrow: { readonly condition: Condition | undefined; readonly startsWith: string | undefined },
): Promise<string[]> {
  const field = question.of === 'tagValues' ? 'value' : question.of === 'tagKeys' ? 'key' : 'name';
  const column = sql.ref(question.of === 'attributes' ? 'device.attributes' : 'device.tags');
  const conditions = [
    sql<SqlBool>`device.application_row_id = ${applicationRowId} and device.deleted_at is null`,
    narrow.condition ?? sql<SqlBool>`true`,
    narrow.startsWith
      ? sql<SqlBool>`starts_with(fold_case(item->>${field}), ${foldCaseSql(narrow.startsWith)})`
      : sql<SqlBool>`true`,
    pickItems(question),
  ];
  const { rows } = await sql<{ name: string }>`
    select distinct (item->>${field}) collate "C" as name
    from device cross join lateral jsonb_array_elements(${column}) as item
    where ${sql.join(conditions, sql` and `)}
    order by name limit ${maxNames}`.execute(db);
  return rows.map(({ name }) => name);
}

function pickItems(question: NameQuestion) {
  switch (question.of) {
    case 'tagKeys':
      return sql<SqlBool>`true`;
    case 'tagValues':
      return sql<SqlBool>`item->>'key' = ${question.key}`;
    case 'attributes':
      return question.dataTypes
        ? sql<SqlBool>`item->>'retired' is distinct from 'true' and item->>'dataType' = any(${[...question.dataTypes]}::text[])`
        : sql<SqlBool>`item->>'retired' is distinct from 'true'`;
  }
}
