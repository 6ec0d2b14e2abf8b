import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { isId } from '../../kernel/ids.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { Condition } from '../../platform/query-language/index.ts';
import type { FlowChoice } from './store.ts';
import type { FlowVersionTable } from './tables.generated.ts';

export type VersionRow = Selectable<FlowVersionTable>;
/** A version with what is said of its workflow. */
export type VersionOfFlow = VersionRow & {
  readonly flow_id: string;
  readonly name: string;
  readonly description: string;
  readonly icon_data: string | null;
  readonly flow_class: string;
};

export const versionSortColumns = {
  version: 'version',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
} as const;
export const versionFilterColumns = { version: 'version' } as const;

/** A version of a workflow by its id or its name: a name that looks like an id is found by it too, after ids. */
export async function findVersion(db: Queryable, flowRowId: number, idOrName: string): Promise<VersionRow | undefined> {
  if (isId(idOrName)) {
    const byId = await ofFlow(db, flowRowId).where('id', '=', idOrName.toLowerCase()).executeTakeFirst();
    if (byId) return byId;
  }
  return ofFlow(db, flowRowId).where('version', '=', normalizeText(idOrName)).executeTakeFirst();
}

function ofFlow(db: Queryable, flowRowId: number) {
  return db.selectFrom('flow_version').where('flow_row_id', '=', flowRowId).selectAll();
}

export function findVersionByRow(db: Queryable, versionRowId: number): Promise<VersionRow | undefined> {
  return db.selectFrom('flow_version').where('flow_version_row_id', '=', versionRowId).selectAll().executeTakeFirst();
}

export function insertVersion(tx: Queryable, row: Insertable<FlowVersionTable>): Promise<VersionRow> {
  return tx.insertInto('flow_version').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateVersion(
  tx: Queryable,
  versionRowId: number,
  changes: Updateable<FlowVersionTable>,
): Promise<VersionRow> {
  return tx
    .updateTable('flow_version')
    .set(changes)
    .where('flow_version_row_id', '=', versionRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteVersion(tx: Queryable, versionRowId: number): Promise<void> {
  await tx.deleteFrom('flow_version').where('flow_version_row_id', '=', versionRowId).execute();
}

export function listVersions(
  db: Queryable,
  flowRowId: number,
  page: PageRequest,
  condition?: Condition,
): Promise<{ rows: VersionRow[]; totalCount: number }> {
  const query = db
    .selectFrom('flow_version')
    .where('flow_row_id', '=', flowRowId)
    .$if(condition !== undefined, (some) => some.where(condition as Condition))
    .selectAll();
  const columns = { sort: versionSortColumns, filter: versionFilterColumns, unique: 'flow_version_row_id' };
  return readRowsOfPage(query, page, columns);
}

/** Versions of a workflow that match, the oldest first; at most as many as are asked for. */
export function findVersions(
  db: Queryable,
  flowRowId: number,
  condition: Condition,
  limit: number,
): Promise<VersionRow[]> {
  return db
    .selectFrom('flow_version')
    .where('flow_row_id', '=', flowRowId)
    .where(condition)
    .orderBy('flow_version_row_id')
    .limit(limit)
    .selectAll()
    .execute();
}

/** Ids of versions by their rows. */
export async function readVersionIds(db: Queryable, versionRowIds: readonly number[]): Promise<Map<number, string>> {
  if (versionRowIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('flow_version')
    .where('flow_version_row_id', '=', sql<number>`any(${[...versionRowIds]}::bigint[])`)
    .select(['flow_version_row_id', 'id'])
    .execute();
  return new Map(rows.map(({ flow_version_row_id, id }) => [flow_version_row_id, id]));
}

/** All versions of workflows, the oldest first. */
export function readVersionsOf(db: Queryable, flowRowIds: readonly number[]): Promise<VersionRow[]> {
  if (flowRowIds.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('flow_version')
    .where('flow_row_id', '=', sql<number>`any(${[...flowRowIds]}::bigint[])`)
    .orderBy('flow_version_row_id')
    .selectAll()
    .execute();
}

export async function countVersions(db: Queryable, flowRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('flow_version')
    .where('flow_row_id', '=', flowRowId)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The versions of this name of an application's workflows, as a page. */
export function listByName(
  db: Queryable,
  applicationRowId: number,
  version: string,
  { page, flowClass, triggers, condition }: FlowChoice & { readonly page: PageRequest },
): Promise<{ rows: VersionOfFlow[]; totalCount: number }> {
  // One relation with the columns of both, so that what filters and sorts names need not say which of the two it means.
  const query = db
    .selectFrom(
      db
        .selectFrom('flow_version')
        .innerJoin('flow as parent', 'parent.flow_row_id', 'flow_version.flow_row_id')
        .where('parent.application_row_id', '=', applicationRowId)
        .where('flow_version.version', '=', version)
        .selectAll('flow_version')
        .select(['parent.id as flow_id', 'parent.name', 'parent.description', 'parent.icon_data', 'parent.flow_class'])
        .as('flow_version'),
    )
    .$if(flowClass !== undefined, (some) => some.where('flow_class', '=', flowClass as never))
    .$if(triggers !== undefined, (some) => some.where(ofVersion(triggers ?? [])))
    .$if(condition !== undefined, (some) => some.where(condition as Condition))
    .selectAll();
  return readRowsOfPage(query as never, page, {
    sort: { name: 'name', id: 'id', creationDate: 'created_at', lastUpdated: 'updated_at' },
    filter: { name: 'name' },
    unique: 'flow_version_row_id',
  });
}

function ofVersion(triggers: NonNullable<FlowChoice['triggers']>): Condition {
  const wanted = triggers.map(({ type, key }) => {
    const sides = [
      ...(type === undefined ? [] : [sql`used.type = ${type}`]),
      ...(key === undefined ? [] : [sql`used.key = ${key}`]),
    ];
    return sides.length === 0 ? sql`true` : sql.join(sides, sql` and `);
  });
  if (wanted.length === 0) return sql`true`;
  return sql<boolean>`exists (select from flow_trigger used
    where used.flow_version_row_id = flow_version.flow_version_row_id and ((${sql.join(wanted, sql`) or (`)})))`;
}
