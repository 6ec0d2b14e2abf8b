import { sql } from 'kysely';
import type { CustomNodeConfig } from '../../kernel/flow.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { CustomNodeReference } from './definition.ts';
import type { VersionKey } from './trigger-store.ts';

/** Makes the rows of a version's references to custom nodes what its nodes say. */
export async function replaceUses(
  tx: Queryable,
  { flowRowId, versionRowId }: VersionKey,
  references: readonly CustomNodeReference[],
): Promise<void> {
  await tx
    .deleteFrom('flow_custom_use')
    .where('flow_row_id', '=', flowRowId)
    .where('flow_version_row_id', 'is not distinct from', versionRowId)
    .execute();
  const distinct = new Map(references.map((one) => [`${one.customFlowId} ${one.version}`, one]));
  if (distinct.size === 0) return;
  const rows = [...distinct.values()].map(({ customFlowId, version }) => ({
    flow_row_id: flowRowId,
    flow_version_row_id: versionRowId,
    custom_flow_id: customFlowId,
    custom_version: version,
  }));
  await tx.insertInto('flow_custom_use').values(rows).execute();
}

/** A custom node's version as it is called. */
export interface CalledNode {
  readonly flow_id: string;
  readonly name: string;
  /** Null: develop. */
  readonly version: string | null;
  readonly is_default: boolean;
  readonly custom_node_config: CustomNodeConfig | null;
}

/**
 * All versions of those of the workflows that are custom nodes of the application. They are kept from being deleted until
 * the transaction ends.
 */
export async function readCalledNodes(
  tx: Queryable,
  applicationRowId: number,
  flowIds: readonly string[],
): Promise<CalledNode[]> {
  const ids = [...new Set(flowIds)];
  if (ids.length === 0) return [];
  await sql`select from flow where application_row_id = ${applicationRowId} and id = any(${ids}::text[])
    order by flow_row_id for key share`.execute(tx);
  const { rows } = await sql<CalledNode>`
    select f.id as flow_id, f.name, null as version, f.default_version_row_id is null as is_default, f.custom_node_config
      from flow f
      where f.application_row_id = ${applicationRowId} and f.flow_class = 'customNode' and f.id = any(${ids}::text[])
    union all
    select f.id, f.name, v.version, f.default_version_row_id = v.flow_version_row_id, v.custom_node_config
      from flow f join flow_version v on v.flow_row_id = f.flow_row_id
      where f.application_row_id = ${applicationRowId} and f.flow_class = 'customNode' and f.id = any(${ids}::text[])`.execute(
    tx,
  );
  return rows;
}

/** A custom node's version that refers to another custom node. */
export interface CallEdge {
  readonly flow_id: string;
  /** Null: develop. */
  readonly version: string | null;
  readonly is_default: boolean;
  readonly custom_flow_id: string;
  readonly custom_version: string;
}

/** Which custom nodes of the application refer to which. */
export async function readCallEdges(db: Queryable, applicationRowId: number): Promise<CallEdge[]> {
  const { rows } = await sql<CallEdge>`
    select f.id as flow_id, v.version, u.flow_version_row_id is not distinct from f.default_version_row_id as is_default,
      u.custom_flow_id, u.custom_version
    from flow f join flow_custom_use u on u.flow_row_id = f.flow_row_id
      left join flow_version v on v.flow_version_row_id = u.flow_version_row_id
    where f.application_row_id = ${applicationRowId} and f.flow_class = 'customNode'`.execute(db);
  return rows;
}

/** How many workflows refer to each of the custom nodes. */
export async function countUsers(db: Queryable, flowIds: readonly string[]): Promise<Map<string, number>> {
  if (flowIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; count: number }>`
    select custom_flow_id as id, count(distinct flow_row_id) as count from flow_custom_use
    where custom_flow_id = any(${[...flowIds]}::text[]) group by custom_flow_id`.execute(db);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Names of the workflows that refer to a custom node, or to one of its versions, by name or id; in order, at most as many. */
export async function findUsers(
  db: Queryable,
  customFlowId: string,
  { versions, limit }: { readonly versions?: readonly string[]; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct f.name from flow_custom_use u join flow f on f.flow_row_id = u.flow_row_id
    where u.custom_flow_id = ${customFlowId} and f.id <> ${customFlowId}
      ${versions === undefined ? sql`` : sql`and u.custom_version = any(${[...versions]}::text[])`}
    order by f.name limit ${limit}`.execute(db);
  return rows.map(({ name }) => name);
}
