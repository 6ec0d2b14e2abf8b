import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { AlarmRuleTable } from './tables.generated.ts';

export type AlarmRuleRow = Selectable<AlarmRuleTable>;

export const ruleColumns = {
  sort: { name: 'name', id: 'id', creationDate: 'created_at', lastUpdated: 'updated_at', level: 'level' },
  filter: { name: 'name' },
  unique: 'alarm_rule_row_id',
} as const;

/** The rules of an application that people see: those that are being taken back are gone for them. */
function select(db: Queryable, applicationRowId: number) {
  return db
    .selectFrom('alarm_rule')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .selectAll();
}

export function listRules(db: Queryable, applicationRowId: number, page: PageRequest, deviceId?: string) {
  const all = select(db, applicationRowId);
  const query = deviceId === undefined ? all : all.where('device_id', '=', deviceId);
  return readRowsOfPage(query, page, ruleColumns);
}

export function findRule(db: Queryable, applicationRowId: number, id: string): Promise<AlarmRuleRow | undefined> {
  return select(db, applicationRowId).where('id', '=', id).executeTakeFirst();
}

/** As `findRule`; nobody else changes the row until the transaction ends. */
export function lockRule(tx: Queryable, applicationRowId: number, id: string): Promise<AlarmRuleRow | undefined> {
  return select(tx, applicationRowId).where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function countRules(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('alarm_rule')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export function insertRule(tx: Queryable, row: Insertable<AlarmRuleTable>): Promise<AlarmRuleRow> {
  return tx.insertInto('alarm_rule').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateRule(
  tx: Queryable,
  ruleRowId: number,
  changes: Updateable<AlarmRuleTable>,
): Promise<AlarmRuleRow> {
  return tx
    .updateTable('alarm_rule')
    .set(changes)
    .where('alarm_rule_row_id', '=', ruleRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Tells every server that it has to read the rules again. */
export async function announceRules(tx: Queryable): Promise<void> {
  await sql`update alarm_clock set generation = generation + 1`.execute(tx);
}

/** Whether the application has a device of that id. */
export async function hasDevice(db: Queryable, applicationRowId: number, deviceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('device_directory')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', deviceId)
    .where('deleted_at', 'is', null)
    .select('device_row_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Every rule that is enabled, of applications that are there. */
export function readEnabledRules(db: Queryable): Promise<(AlarmRuleRow & { readonly application_id: string })[]> {
  return db
    .selectFrom('alarm_rule')
    .innerJoin(
      'application_directory as application',
      'application.application_row_id',
      'alarm_rule.application_row_id',
    )
    .where('alarm_rule.enabled', '=', true)
    .where('alarm_rule.deleted_at', 'is', null)
    .where('application.deleted_at', 'is', null)
    .selectAll('alarm_rule')
    .select('application.id as application_id')
    .orderBy('alarm_rule.alarm_rule_row_id')
    .execute();
}

/** A page of how a rule stands with devices: those with an open event first. */
export async function listStates(
  db: Queryable,
  rule: Pick<AlarmRuleRow, 'alarm_rule_row_id' | 'version'>,
  { limit, offset }: { limit: number; offset: number },
) {
  const { rows } = await sql<{
    deviceId: string;
    deviceName: string;
    since: number | null;
    sinceValue: string | number | boolean | null;
    heard: number | null;
    due: number | null;
    eventId: string | null;
  }>`select d.id as "deviceId", d.name as "deviceName", s.since, s.since_value as "sinceValue", h.heard, s.due,
      s.event_id as "eventId"
    from alarm_state s join device_directory d on d.device_row_id = s.device_row_id and d.deleted_at is null
    left join alarm_heard h on h.device_row_id = s.device_row_id
    where s.alarm_rule_row_id = ${rule.alarm_rule_row_id} and s.version = ${rule.version}
      and s.since is not null and s.ending is null
    order by s.event_id is null, s.due nulls last, d.name, d.device_row_id limit ${limit} offset ${offset}`.execute(db);
  return rows;
}

/** With how many devices a rule stands somehow, and how many of them have an open event. */
export async function countStates(
  db: Queryable,
  ruleRowIds: readonly number[],
): Promise<Map<number, { devices: number; open: number }>> {
  if (ruleRowIds.length === 0) return new Map();
  const { rows } = await sql<{ rowId: number; devices: number; open: number }>`select r.alarm_rule_row_id as "rowId",
      count(*) as devices, count(s.event_id) as open
    from alarm_state s join alarm_rule r on r.alarm_rule_row_id = s.alarm_rule_row_id and r.version = s.version
    where s.alarm_rule_row_id = any(${[...ruleRowIds]}::bigint[]) and s.since is not null and s.ending is null
    group by 1`.execute(db);
  return new Map(rows.map(({ rowId, devices, open }) => [rowId, { devices, open }]));
}
