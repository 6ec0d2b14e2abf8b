import type { Selectable } from 'kysely';
import type { Database, Statement, Tables } from '../../platform/database/database.ts';
import { sqlStateOf } from '../../platform/database/errors.ts';
import { statesInOrder } from '../device-state/index.ts';

/** A system whose interval has ended at least once since it was computed last. */
export interface DueSystem {
  readonly deviceRowId: number;
  readonly id: string;
  readonly parentId: string | null;
  readonly intervalMs: number;
  /** Epoch ms of the last interval's end that was computed; null: not seen yet. */
  readonly computed: number | null;
}

export async function listDueSystems(database: Database, now: number): Promise<DueSystem[]> {
  return database.query({
    sql: `select device_row_id as "deviceRowId", device.id, parent_id as "parentId",
        system_interval * 1000::bigint as "intervalMs", computed_until as computed
      from device_directory as device join application_directory as application using (application_row_id) left join system_run using (device_row_id)
      where device_class = 'system' and device.deleted_at is null and application.deleted_at is null
        and (computed_until is null or computed_until + system_interval * 1000::bigint <= $1::bigint)
      order by device_row_id`,
    parameters: [now],
  });
}

type DeviceRow = Selectable<Tables['device_directory']>;

export function readSystems(database: Database, deviceRowIds: readonly number[]) {
  return database.kysely
    .selectFrom('device_directory as device')
    .innerJoin('application_directory as application', 'application.application_row_id', 'device.application_row_id')
    .where('device_row_id', 'in', [...deviceRowIds])
    .where('device.deleted_at', 'is', null)
    .selectAll('device')
    .select('application.id as application_id')
    .execute();
}

export type ChildRow = Pick<
  DeviceRow,
  'device_row_id' | 'id' | 'parent_id' | 'application_row_id' | 'tags' | 'attributes'
>;

/** The devices directly below the systems. */
export function readChildren(database: Database, systemIds: readonly string[]): Promise<ChildRow[]> {
  return database.kysely
    .selectFrom('device_directory as device')
    .where('parent_id', 'in', [...systemIds])
    .where('deleted_at', 'is', null)
    .select(['device_row_id', 'id', 'parent_id', 'application_row_id', 'tags', 'attributes'])
    .orderBy('device_row_id')
    .execute();
}

/** States of a device in (after, until], oldest first. */
export async function readStatesBetween(
  database: Database,
  question: { deviceRowId: number; after: number; until: number; limit: number },
): Promise<{ time: number; data: Record<string, string | number | boolean> }[]> {
  return database.query({
    sql: statesInOrder('asc'),
    parameters: [question.deviceRowId, question.after + 1, question.until, question.limit],
  });
}

/**
 * The first statement of a transaction that stores what was computed: fails it (`isComputedElsewhere`) when another server has
 * computed one of the systems since it was read how far they are.
 */
export function requireUncomputed(systems: readonly { deviceRowId: number; computed: number }[]): Statement {
  return {
    sql: 'select require_system_runs($1::bigint[], $2::bigint[])',
    parameters: [systems.map(({ deviceRowId }) => deviceRowId), systems.map(({ computed }) => computed)],
  };
}

/** Whether a failure is that of `requireUncomputed`. */
export function isComputedElsewhere(error: unknown): boolean {
  return sqlStateOf(error) === 'SB003';
}

/** Notes up to when systems are computed, for the transaction that stores what was computed. */
export function markStatement(marks: readonly { deviceRowId: number; until: number }[]): Statement {
  const sorted = [...marks].sort((a, b) => a.deviceRowId - b.deviceRowId);
  return {
    sql: `insert into system_run (device_row_id, computed_until) select * from unnest($1::bigint[], $2::bigint[])
      on conflict (device_row_id) do update set computed_until = excluded.computed_until
      where system_run.computed_until < excluded.computed_until`,
    parameters: [sorted.map(({ deviceRowId }) => deviceRowId), sorted.map(({ until }) => until)],
  };
}
