import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { Condition } from '../../platform/query-language/index.ts';
import type { FlowTable } from './tables.generated.ts';

export type FlowRow = Selectable<FlowTable>;

export const sortColumns = { name: 'name', id: 'id', creationDate: 'created_at', lastUpdated: 'updated_at' } as const;
export const filterColumns = { name: 'name' } as const;

/** A trigger that a workflow is to have, by type, by key, or by both. */
export interface WantedTrigger {
  readonly type?: string | undefined;
  readonly key?: string | undefined;
}

/** Which of an application's workflows are meant. */
export interface FlowChoice {
  readonly flowClass?: string | undefined;
  /** Any of them, on the version that runs when none is asked for. */
  readonly triggers?: readonly WantedTrigger[] | undefined;
  readonly condition?: Condition | undefined;
}

export function findFlow(db: Queryable, applicationRowId: number, id: string): Promise<FlowRow | undefined> {
  return db
    .selectFrom('flow')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

/** The workflow, which nobody else changes until the transaction ends. */
export function lockFlow(tx: Queryable, applicationRowId: number, id: string): Promise<FlowRow | undefined> {
  return tx
    .selectFrom('flow')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

export function readFlows(db: Queryable, applicationRowId: number, ids: readonly string[]): Promise<FlowRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('flow')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', sql<string>`any(${[...ids]}::text[])`)
    .selectAll()
    .execute();
}

/** What is said of workflows without what they do. */
export function readFlowNames(
  db: Queryable,
  applicationRowId: number,
  ids: readonly string[],
): Promise<Pick<FlowRow, 'id' | 'name' | 'flow_class'>[]> {
  return db
    .selectFrom('flow')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', sql<string>`any(${[...ids]}::text[])`)
    .select(['id', 'name', 'flow_class'])
    .execute();
}

/** All workflows of an application, in the order in which they were made. */
export function listAllFlows(db: Queryable, applicationRowId: number): Promise<FlowRow[]> {
  return db
    .selectFrom('flow')
    .where('application_row_id', '=', applicationRowId)
    .orderBy('flow_row_id')
    .selectAll()
    .execute();
}

/** Bytes of what an application's workflows do, in all versions. */
export async function measureFlows(db: Queryable, applicationRowId: number): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(octet_length(triggers::text) + octet_length(nodes::text) + octet_length(globals::text)), 0)::float8 as bytes
    from (
      select triggers, nodes, globals from flow where application_row_id = ${applicationRowId}
      union all
      select v.triggers, v.nodes, v.globals from flow_version v join flow f using (flow_row_id)
      where f.application_row_id = ${applicationRowId}
    ) definitions`.execute(db);
  return rows[0]?.bytes ?? 0;
}

export function insertFlow(tx: Queryable, row: Insertable<FlowTable>): Promise<FlowRow> {
  return tx.insertInto('flow').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateFlow(tx: Queryable, flowRowId: number, changes: Updateable<FlowTable>): Promise<FlowRow> {
  return tx
    .updateTable('flow')
    .set(changes)
    .where('flow_row_id', '=', flowRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteFlow(tx: Queryable, flowRowId: number): Promise<void> {
  await tx.deleteFrom('flow').where('flow_row_id', '=', flowRowId).execute();
}

export function listFlows(
  db: Queryable,
  applicationRowId: number,
  page: PageRequest,
  choice: FlowChoice,
): Promise<{ rows: FlowRow[]; totalCount: number }> {
  const { flowClass, triggers, condition } = choice;
  const query = db
    .selectFrom('flow')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_in_develop', '=', false)
    .$if(flowClass !== undefined, (some) => some.where('flow_class', '=', flowClass as FlowRow['flow_class']))
    .$if(triggers !== undefined, (some) => some.where(hasTrigger(triggers ?? [])))
    .$if(condition !== undefined, (some) => some.where(condition as Condition))
    .selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'flow_row_id' });
}

function hasTrigger(triggers: readonly WantedTrigger[]): Condition {
  const wanted = triggers.map(({ type, key }) => {
    const sides = [
      ...(type === undefined ? [] : [sql`used.type = ${type}`]),
      ...(key === undefined ? [] : [sql`used.key = ${key}`]),
    ];
    return sides.length === 0 ? sql`true` : sql.join(sides, sql` and `);
  });
  if (wanted.length === 0) return sql`true`;
  return sql<boolean>`exists (select from flow_trigger used where used.flow_row_id = flow.flow_row_id
    and used.flow_version_row_id is not distinct from flow.default_version_row_id
    and ((${sql.join(wanted, sql`) or (`)})))`;
}

/** Ids of the application's workflows, in any version, that have a trigger with this type and key. */
export async function findFlowsWithTrigger(
  db: Queryable,
  applicationRowId: number,
  trigger: { readonly type: string; readonly key: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('flow_trigger')
    .innerJoin('flow', 'flow.flow_row_id', 'flow_trigger.flow_row_id')
    .where('flow_trigger.application_row_id', '=', applicationRowId)
    .where('flow_trigger.type', '=', trigger.type)
    .where('flow_trigger.key', '=', trigger.key)
    .select('flow.id')
    .distinct()
    .execute();
  return rows.map(({ id }) => id);
}
