import { sql } from 'kysely';
import type { FlowClass, FlowRuntime, FlowTrigger } from '../../kernel/flow.ts';
import type { Queryable } from '../../platform/database/database.ts';

/** A version of a workflow by its rows; `versionRowId` null: develop. */
export interface VersionKey {
  readonly applicationRowId: number;
  readonly flowRowId: number;
  readonly versionRowId: number | null;
}

/**
 * Makes the rows of a version's triggers what its triggers are. One that keeps type, key and config keeps the time since
 * when it has them, so that saving something else does not put a timer off.
 */
export async function replaceTriggers(
  tx: Queryable,
  version: VersionKey,
  triggers: readonly FlowTrigger[],
  now: Date,
): Promise<void> {
  const { applicationRowId, flowRowId, versionRowId } = version;
  const former = await tx
    .deleteFrom('flow_trigger')
    .where('flow_row_id', '=', flowRowId)
    .where('flow_version_row_id', 'is not distinct from', versionRowId)
    .returning(['type', 'key', 'config', 'armed_at'])
    .execute();
  const armed = new Map(former.map((row) => [nameOf(row.type, row.key, row.config), row.armed_at]));
  const rows = triggers.flatMap(({ type, key, config = {}, meta }, position) => {
    if (key === undefined || key === '') return [];
    const uiId = meta?.uiId;
    return [
      {
        application_row_id: applicationRowId,
        flow_row_id: flowRowId,
        flow_version_row_id: versionRowId,
        position,
        type,
        key,
        config: JSON.stringify(config),
        ui_id: typeof uiId === 'string' ? uiId : null,
        armed_at: armed.get(nameOf(type, key, config)) ?? now,
      },
    ];
  });
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await tx
      .insertInto('flow_trigger')
      .values(rows.slice(from, from + rowsPerInsert))
      .execute();
  }
}

/** PostgreSQL takes 65,535 parameters in a statement. */
const rowsPerInsert = 1000;

function nameOf(type: string, key: string, config: object): string {
  return JSON.stringify([type, key, config]);
}

/** A trigger that can fire, as it is read. */
export interface TriggerRow {
  readonly flow_row_id: number;
  readonly flow_id: string;
  readonly flow_name: string;
  readonly flow_class: FlowClass;
  readonly runtime: FlowRuntime;
  readonly version: string | null;
  readonly is_default: boolean;
  readonly position: number;
  readonly type: string;
  readonly key: string;
  readonly config: Record<string, unknown>;
  readonly ui_id: string | null;
  readonly armed_at: Date;
}

/**
 * The triggers of enabled versions of an application's enabled workflows, of the classes that run here.
 *
 * @param only of one workflow, of certain types
 */
export async function readActiveTriggers(
  db: Queryable,
  applicationRowId: number,
  only?: { readonly flowRowId: number; readonly types: readonly string[] },
): Promise<TriggerRow[]> {
  const condition = only
    ? sql`and t.flow_row_id = ${only.flowRowId} and t.type = any(${[...only.types]}::text[])`
    : sql``;
  const { rows } = await sql<TriggerRow>`
    select f.flow_row_id, f.id as flow_id, f.name as flow_name, f.flow_class, f.runtime, v.version,
      t.flow_version_row_id is not distinct from f.default_version_row_id as is_default,
      t.position, t.type, t.key, t.config, t.ui_id, t.armed_at
    from flow_trigger t join flow f on f.flow_row_id = t.flow_row_id
      left join flow_version v on v.flow_version_row_id = t.flow_version_row_id
    where t.application_row_id = ${applicationRowId} and f.enabled and not f.deleted_in_develop
      and f.flow_class in ('cloud', 'experience', 'customNode') and coalesce(v.enabled, true)
      ${condition}
    order by f.flow_row_id, t.position`.execute(db);
  return rows;
}
