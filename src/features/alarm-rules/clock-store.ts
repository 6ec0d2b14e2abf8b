import { type Selectable, sql } from 'kysely';
import type { TagPair } from '../../kernel/tags.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { AlarmStateTable } from './tables.generated.ts';

export type AlarmStateRow = Selectable<AlarmStateTable>;
/** Names one row of `alarm_state`. */
export type StateKey = Pick<AlarmStateRow, 'alarm_rule_row_id' | 'version' | 'device_row_id' | 'kind'>;

/** After so long without a sign of any server, no device could be heard. */
const gap = sql`interval '30 seconds'`;

/**
 * Shows that a server is up. Gaps are told by the database's own clock.
 *
 * @param now epoch ms
 */
export async function beat(db: Queryable, now: number): Promise<void> {
  await sql`update alarm_clock set beat_at = clock_timestamp(),
      up_since = case when beat_at < clock_timestamp() - ${gap} then ${now} else up_since end`.execute(db);
}

/** How far ahead what is due may be of all that its rule waits for: another try. */
const mostAheadMs = 120_000;
/** Of one statement. */
const maxCorrected = 5_000;

/** Corrects what a clock has told that was put back since; true when there may be more of it. */
export async function watchByPresentClock(database: Database, now: number): Promise<boolean> {
  const corrections = [
    `update alarm_heard set heard = $1 where device_row_id = any(array(
      select device_row_id from alarm_heard where heard > $1 limit $2 for update skip locked)) returning 1`,
    `update alarm_state s set due = $1 + r.hold_ms, since = least(s.since, $1),
        cleared = case when s.cleared is not null then least(s.cleared, $1) end
      from alarm_rule r where r.alarm_rule_row_id = s.alarm_rule_row_id and s.ctid = any(array(
        select p.ctid from alarm_state p join alarm_rule q on q.alarm_rule_row_id = p.alarm_rule_row_id
        where p.due > $1 + q.hold_ms + ${mostAheadMs} limit $2 for update of p skip locked)) returning 1`,
  ];
  await database.query({
    sql: `with armed as (update alarm_rule set armed_at = $1 where armed_at > $1 returning 1)
      update alarm_clock set up_since = least(up_since, $1), generation = generation + (select count(*) from armed)
      where up_since > $1 or exists (select from armed)`,
    parameters: [now],
  });
  let more = false;
  for (const sql of corrections) {
    const rows = await database.query({ sql, parameters: [now, maxCorrected] });
    more ||= rows.length === maxCorrected;
  }
  return more;
}

/** Another number with each change of a rule. */
export async function readGeneration(db: Queryable): Promise<number> {
  const { generation } = await db.selectFrom('alarm_clock').select('generation').executeTakeFirstOrThrow();
  return generation;
}

/** What is due about one device of one rule. */
export interface DueState extends StateKey {
  readonly applicationId: string;
  /** Of the rule. */
  readonly ruleId: string;
  readonly ruleName: string;
}

/** What is due of each application, a few of each, so that one with very many does not keep the others waiting. */
export async function listDue(db: Queryable, { now, limit }: { now: number; limit: number }): Promise<DueState[]> {
  const { rows } = await sql<DueState>`select due.*, a.id as "applicationId", r.id as "ruleId", r.name as "ruleName"
    from (select distinct application_row_id from alarm_rule) wanted
    join application_directory a on a.application_row_id = wanted.application_row_id and a.deleted_at is null
    cross join lateral (
      select alarm_rule_row_id, version, device_row_id, kind from alarm_state
      where application_row_id = wanted.application_row_id and due <= ${now} order by due limit ${limit}) due
    join alarm_rule r on r.alarm_rule_row_id = due.alarm_rule_row_id`.execute(db);
  return rows;
}

/** When a device was last heard, and since when it could be. */
export interface Hearing {
  /** Epoch ms; null: not since it is watched. */
  readonly heard: number | null;
  /** Epoch ms; undefined while no server shows that it is up. */
  readonly upSince: number | undefined;
}

/** When the device was last heard; reports of it wait until the transaction ends, so that none falls between. */
export async function lockHearing(tx: Queryable, deviceRowId: number): Promise<Hearing> {
  const row = await tx
    .selectFrom('alarm_heard')
    .where('device_row_id', '=', deviceRowId)
    .select('heard')
    .forUpdate()
    .executeTakeFirst();
  return { heard: row?.heard ?? null, upSince: await readUpSince(tx) };
}

/** Since when devices could be heard without a gap, in epoch ms; undefined while no server shows that it is up. */
export async function readUpSince(db: Queryable): Promise<number | undefined> {
  const { rows } = await sql<{ upSince: number }>`select up_since as "upSince" from alarm_clock
    where beat_at >= clock_timestamp() - ${gap}`.execute(db);
  return rows[0]?.upSince;
}

function byKey(key: StateKey) {
  return sql<boolean>`alarm_rule_row_id = ${key.alarm_rule_row_id} and version = ${key.version}
    and device_row_id = ${key.device_row_id}`;
}

/** Locks the row; undefined when another server has it in hand, or it is gone. */
export function lockState(tx: Queryable, key: StateKey): Promise<AlarmStateRow | undefined> {
  return tx.selectFrom('alarm_state').where(byKey(key)).selectAll().forUpdate().skipLocked().executeTakeFirst();
}

export async function updateState(
  tx: Queryable,
  key: StateKey,
  changes: Partial<Pick<AlarmStateRow, 'since' | 'cleared' | 'due' | 'event_id'>>,
): Promise<void> {
  await tx.updateTable('alarm_state').set(changes).where(byKey(key)).execute();
}

export async function deleteState(tx: Queryable, key: StateKey): Promise<void> {
  await tx.deleteFrom('alarm_state').where(byKey(key)).execute();
}

/** Whether a former version of the rule still has an open event about the device. */
export async function hasFormerEvent(tx: Queryable, key: StateKey): Promise<boolean> {
  const row = await tx
    .selectFrom('alarm_state')
    .where('alarm_rule_row_id', '=', key.alarm_rule_row_id)
    .where('device_row_id', '=', key.device_row_id)
    .where('version', '<>', key.version)
    .where('event_id', 'is not', null)
    .select('version')
    .executeTakeFirst();
  return row !== undefined;
}

/** The device of a row as it is now; undefined when it is gone. */
export function findStateDevice(tx: Queryable, deviceRowId: number): Promise<{ id: string; name: string } | undefined> {
  return tx
    .selectFrom('device_directory')
    .where('device_row_id', '=', deviceRowId)
    .where('deleted_at', 'is', null)
    .select(['id', 'name'])
    .executeTakeFirst();
}

/** A device that a rule may be about, and how it stands with it. */
export interface WalkedDevice {
  readonly deviceRowId: number;
  readonly deviceId: string;
  readonly tags: readonly TagPair[];
  readonly attributes: readonly unknown[];
  readonly hasReported: boolean;
  /** Whether this version of the rule has a row about it. */
  readonly isKnown: boolean;
}

/** Devices of an application in the order of their row numbers, behind `after`. */
export async function walkDevices(
  db: Queryable,
  rule: { readonly rowId: number; readonly version: number; readonly applicationRowId: number },
  { after, limit, deviceIds }: { after: number; limit: number; deviceIds?: readonly string[] | undefined },
): Promise<WalkedDevice[]> {
  const some = deviceIds === undefined ? sql`` : sql`and d.id = any(${[...deviceIds]}::text[])`;
  const { rows } =
    await sql<WalkedDevice>`select d.device_row_id as "deviceRowId", d.id as "deviceId", d.tags, d.attributes,
      exists (select from device_last_values l where l.device_row_id = d.device_row_id)
        or exists (select from alarm_heard h where h.device_row_id = d.device_row_id and h.heard is not null)
        as "hasReported",
      exists (select from alarm_state s where s.alarm_rule_row_id = ${rule.rowId} and s.version = ${rule.version}
        and s.device_row_id = d.device_row_id) as "isKnown"
    from device_directory d where d.application_row_id = ${rule.applicationRowId} and d.deleted_at is null
      and d.device_row_id > ${after} ${some} order by d.device_row_id limit ${limit}`.execute(db);
  return rows;
}

/** Those of the rules that some device is beyond the limit of. */
export async function listBeyond(db: Queryable, ruleRowIds: readonly number[]): Promise<Set<number>> {
  if (ruleRowIds.length === 0) return new Set();
  const { rows } = await sql<{ rowId: number }>`select rule.row_id as "rowId"
    from unnest(${[...ruleRowIds]}::bigint[]) as rule (row_id)
    where exists (select from alarm_state s
      where s.alarm_rule_row_id = rule.row_id and s.kind = 'threshold' and s.since is not null)`.execute(db);
  return new Set(rows.map(({ rowId }) => rowId));
}

/** The row number of the device that was made last; 0 when there is none. */
export async function findNewestDevice(db: Queryable): Promise<number> {
  const { rows } = await sql<{
    newest: number | null;
  }>`select max(device_row_id) as newest from device_directory`.execute(db);
  return rows[0]?.newest ?? 0;
}

/** Watches devices for silence from `since` on; those that are watched already stay as they are. */
export async function watchSilence(
  db: Database,
  rule: {
    readonly rowId: number;
    readonly version: number;
    readonly applicationRowId: number;
    readonly holdMs: number;
  },
  deviceRowIds: readonly number[],
  { since, slackMs }: { since: number; slackMs: number },
): Promise<void> {
  const { rowId, version, applicationRowId, holdMs } = rule;
  await db.batch([
    {
      sql: `insert into alarm_heard (device_row_id, application_row_id) select d, $2::bigint from unnest($1::bigint[]) d
        on conflict do nothing`,
      parameters: [[...deviceRowIds], applicationRowId],
    },
    {
      sql: `insert into alarm_state (alarm_rule_row_id, version, device_row_id, application_row_id, kind, since, due)
        select r.alarm_rule_row_id, r.version, d, r.application_row_id, r.kind, $4::bigint, $5::bigint
        from unnest($1::bigint[]) d join alarm_rule r on r.alarm_rule_row_id = $2::bigint and r.version = $3::integer
          and r.enabled and r.deleted_at is null
        on conflict do nothing`,
      parameters: [[...deviceRowIds], rowId, version, since, since + holdMs + slackMs],
    },
  ]);
}

/** Rows of a rule that are to go: those without an event are deleted, the others are due to be resolved. */
export async function endStates(
  db: Queryable,
  ruleRowId: number,
  condition: { readonly exceptVersion?: number; readonly deviceRowIds?: readonly number[] },
  { ending }: { ending: string },
): Promise<void> {
  const { exceptVersion, deviceRowIds } = condition;
  const version = exceptVersion === undefined ? sql`` : sql`and version <> ${exceptVersion}`;
  const devices = deviceRowIds === undefined ? sql`` : sql`and device_row_id = any(${[...deviceRowIds]}::bigint[])`;
  // Never waits for a report that has one of them in hand: the rules are reviewed again. Due before all else, because what
  // comes after it must not open a second event.
  const rows = (which: ReturnType<typeof sql>) => sql`select ctid from alarm_state
    where alarm_rule_row_id = ${ruleRowId} ${version} ${devices} and ${which} limit 1000 for update skip locked`;
  for (let count = 1000; count === 1000; ) {
    const deleted = await sql`delete from alarm_state where ctid = any(array(${rows(sql`event_id is null`)}))`.execute(
      db,
    );
    count = Number(deleted.numAffectedRows ?? 0);
  }
  for (let count = 1000; count === 1000; ) {
    const ended = await sql`update alarm_state set ending = ${ending}, due = 0
      where ctid = any(array(${rows(sql`event_id is not null and ending is null`)}))`.execute(db);
    count = Number(ended.numAffectedRows ?? 0);
  }
}

/**
 * Devices that a rule has rows about though they are gone.
 *
 * @param deviceIds among these, which were changed; left out: all
 */
export async function listLostDevices(
  db: Queryable,
  ruleRowId: number,
  deviceIds?: readonly string[],
): Promise<number[]> {
  const lost =
    deviceIds === undefined
      ? sql`not exists (select from device_directory d
          where d.device_row_id = s.device_row_id and d.deleted_at is null)`
      : sql`s.device_row_id in (select d.device_row_id from device_directory d
          where d.id = any(${[...deviceIds]}::text[]) and d.deleted_at is not null)`;
  const { rows } = await sql<{ rowId: number }>`select distinct s.device_row_id as "rowId" from alarm_state s
    where s.alarm_rule_row_id = ${ruleRowId} and ${lost}`.execute(db);
  return rows.map(({ rowId }) => rowId);
}

/** Rules whose devices are to be looked through. */
export async function listPending(db: Queryable, limit: number) {
  return db
    .selectFrom('alarm_rule')
    .where('is_pending', '=', true)
    .selectAll()
    .orderBy('alarm_rule_row_id')
    .limit(limit)
    .execute();
}

/** Notes that a version of a rule has been looked through. A rule that was deleted is gone once nothing is left of it. */
export async function endPending(
  db: Queryable,
  rule: { readonly alarm_rule_row_id: number; readonly version: number; readonly deleted_at: Date | null },
): Promise<void> {
  if (rule.deleted_at === null) {
    await sql`update alarm_rule set is_pending = false
      where alarm_rule_row_id = ${rule.alarm_rule_row_id} and version = ${rule.version}`.execute(db);
    return;
  }
  await sql`delete from alarm_rule where alarm_rule_row_id = ${rule.alarm_rule_row_id} and not exists (
    select from alarm_state where alarm_rule_row_id = ${rule.alarm_rule_row_id})`.execute(db);
}

/** Has all devices of all rules looked through again, in case that a change of some device was missed. */
export async function markPending(db: Queryable): Promise<void> {
  await sql`update alarm_rule set is_pending = true where not is_pending`.execute(db);
}
