import { sql } from 'kysely';
import type { Database, Queryable, Statement } from '../../platform/database/database.ts';

/** A device was heard that triggers of silence are about. */
export interface Heard {
  readonly deviceRowId: number;
  readonly deviceId: string;
  readonly applicationRowId: number;
  /** Epoch ms. */
  readonly at: number;
  /** The triggers, once each. */
  readonly triggers: readonly SilenceTrigger[];
}

/** A trigger of silence. */
export interface SilenceTrigger {
  readonly flowRowId: number;
  readonly entry: string;
  readonly armedAt: number;
  readonly silenceMs: number;
}

/** A silence whose time has come. */
export interface DueSilence {
  readonly deviceRowId: number;
  readonly flowRowId: number;
  readonly entry: string;
  readonly applicationRowId: number;
  readonly deviceId: string;
  readonly armedAt: number;
  readonly silenceMs: number;
}

/** The statements that note that devices were heard: each once, in the order in which rows are locked. */
export function heardStatements(heard: readonly Heard[]): Statement[] {
  const pairs = heard.flatMap(({ triggers, ...device }) => triggers.map((trigger) => ({ ...device, ...trigger })));
  return [
    {
      // First the row that is locked while it is decided that a device is silent, then what was decided.
      sql: `insert into workflow_heard (device_row_id, application_row_id, heard)
        select * from unnest($1::bigint[], $2::bigint[], $3::bigint[])
        on conflict (device_row_id) do update set heard = greatest(workflow_heard.heard, excluded.heard)`,
      parameters: [
        heard.map(({ deviceRowId }) => deviceRowId),
        heard.map(({ applicationRowId }) => applicationRowId),
        heard.map(({ at }) => at),
      ],
    },
    {
      // What waits already is looked at when it is due: nothing is written. A trigger that was saved since is read again.
      sql: `insert into workflow_silence as s
          (flow_row_id, entry, device_row_id, application_row_id, device_id, armed_at, silence_ms, due)
        select u.* from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[],
          $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
          as u (flow_row_id, entry, device_row_id, application_row_id, device_id, armed_at, silence_ms, due)
        where not exists (select from workflow_silence k where k.device_row_id = u.device_row_id
            and k.flow_row_id = u.flow_row_id and k.entry = u.entry and k.armed_at = u.armed_at and k.due is not null)
        on conflict (device_row_id, flow_row_id, entry) do update set armed_at = excluded.armed_at, silence_ms = excluded.silence_ms,
          due = excluded.due
        where s.due is null or s.armed_at <> excluded.armed_at`,
      parameters: [
        pairs.map(({ flowRowId }) => flowRowId),
        pairs.map(({ entry }) => entry),
        pairs.map(({ deviceRowId }) => deviceRowId),
        pairs.map(({ applicationRowId }) => applicationRowId),
        pairs.map(({ deviceId }) => deviceId),
        pairs.map(({ armedAt }) => armedAt),
        pairs.map(({ silenceMs }) => silenceMs),
        pairs.map(({ at, silenceMs }) => at + silenceMs),
      ],
    },
  ];
}

/** The statement that notes a report of devices of which it is not known whether triggers are about them. */
export function maybeHeardStatement(
  devices: readonly { readonly deviceRowId: number; readonly at: number }[],
): Statement {
  return {
    sql: `update workflow_heard h set heard = greatest(h.heard, u.heard)
      from unnest($1::bigint[], $2::bigint[]) as u (device_row_id, heard) where h.device_row_id = u.device_row_id`,
    parameters: [devices.map(({ deviceRowId }) => deviceRowId), devices.map(({ at }) => at)],
  };
}

/** Puts off silences of devices that were heard since they were looked at; true when there may be more of them. */
export async function putOffSilences(database: Database, now: number, upSince: number): Promise<boolean> {
  const rows = await database.query({
    sql: `with looked as (
        select device_row_id, flow_row_id, entry from workflow_silence where due <= $1 order by due limit $3
        for update skip locked
      )
      update workflow_silence s set due = greatest(h.heard, $2) + s.silence_ms
      from looked l join workflow_heard h on h.device_row_id = l.device_row_id
      where s.device_row_id = l.device_row_id and s.flow_row_id = l.flow_row_id and s.entry = l.entry
        and greatest(h.heard, $2) + s.silence_ms > $1
      returning 1`,
    parameters: [now, upSince, maxPutOff],
  });
  return rows.length === maxPutOff;
}

/** Corrects what a clock has told that was put back since; true when there may be more of it. */
export async function hearByPresentClock(database: Database, now: number): Promise<boolean> {
  const [heard, waiting] = await Promise.all(
    [
      `update workflow_heard set heard = $1 where device_row_id = any(array(
        select device_row_id from workflow_heard where heard > $1 limit $2 for update skip locked)) returning 1`,
      `update workflow_silence set due = $1 + silence_ms where ctid = any(array(
        select ctid from workflow_silence where due > $1 + silence_ms limit $2 for update skip locked)) returning 1`,
    ].map((sql) => database.query({ sql, parameters: [now, maxPutOff] })),
  );
  return heard?.length === maxPutOff || waiting?.length === maxPutOff;
}

/** Silences of one statement. */
const maxPutOff = 5_000;

/** Silences whose time may have come, those first that have waited longest. */
export function listDueSilences(database: Database, now: number, limit: number): Promise<DueSilence[]> {
  return database.query({
    sql: `select device_row_id as "deviceRowId", flow_row_id as "flowRowId", entry, application_row_id as "applicationRowId",
        device_id as "deviceId", armed_at as "armedAt", silence_ms as "silenceMs"
      from workflow_silence where due <= $1 order by due limit $2`,
    parameters: [now, limit],
  });
}

/** When the next silence is to be looked at, in epoch ms. */
export async function findNextSilence(database: Database): Promise<number | undefined> {
  const [row] = await database.query<{ due: number | null }>({
    sql: 'select min(due) as due from workflow_silence where due is not null',
    parameters: [],
  });
  return row?.due ?? undefined;
}

/**
 * When the device was last heard; its reports wait until the transaction ends, so that none falls between. Undefined when
 * another server has the silence in hand, or it is no longer due.
 */
export async function lockSilence(tx: Queryable, silence: DueSilence, now: number): Promise<number | undefined> {
  const heard = await tx
    .selectFrom('workflow_heard')
    .where('device_row_id', '=', silence.deviceRowId)
    .select('heard')
    .forUpdate()
    .executeTakeFirst();
  const { rows } = await sql`select from workflow_silence where ${isThis(silence)} and due <= ${now}
    for update skip locked`.execute(tx);
  return rows.length === 0 ? undefined : (heard?.heard ?? 0);
}

/** @param due epoch ms; null: it has fired */
export async function updateSilence(tx: Queryable, silence: DueSilence, due: number | null): Promise<void> {
  await sql`update workflow_silence set due = ${due}::bigint where ${isThis(silence)}`.execute(tx);
}

export async function deleteSilence(tx: Queryable, silence: DueSilence): Promise<void> {
  await sql`delete from workflow_silence where ${isThis(silence)}`.execute(tx);
}

/** Removes what triggers wait for that a workflow no longer has as they were. */
export async function keepSilences(
  tx: Queryable,
  flowRowId: number,
  triggers: readonly { readonly entry: string; readonly armedAt: number }[],
): Promise<void> {
  await sql`delete from workflow_silence s where s.flow_row_id = ${flowRowId} and not exists (
    select from unnest(${triggers.map(({ entry }) => entry)}::text[], ${triggers.map(({ armedAt }) => armedAt)}::bigint[])
      as u (entry, armed_at) where u.entry = s.entry and u.armed_at = s.armed_at)`.execute(tx);
}

/** Forgets when devices were heard that nothing waits for any more. */
export async function pruneHeard(database: Database): Promise<void> {
  await database.query({
    sql: `delete from workflow_heard h
      where not exists (select from workflow_silence s where s.device_row_id = h.device_row_id)`,
    parameters: [],
  });
}

function isThis({ deviceRowId, flowRowId, entry }: DueSilence) {
  return sql<boolean>`device_row_id = ${deviceRowId} and flow_row_id = ${flowRowId} and entry = ${entry}`;
}
