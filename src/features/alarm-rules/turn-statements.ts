import type { Statement } from '../../platform/database/database.ts';
import type { Turn } from './excursions.ts';

/** A turn of an attribute of one device, as one rule sees it. */
export interface TurnOfDevice extends Turn {
  readonly ruleRowId: number;
  readonly version: number;
  readonly deviceRowId: number;
  /** The attribute's key. */
  readonly key: string | number;
  /** Epoch ms of the newest reading that came with it: one that is older than what is known says nothing about the present. */
  readonly newest: number;
  /** Epoch ms at which it came. */
  readonly now: number;
}

/** Before turns in the transaction that stores what they come of: they are judged by last values, those of the same reports included. */
export const lastValuesSettled: Statement = { sql: 'select settle_last_values(0, 2147483647)' };

// Turns with their rules, but only of a rule that is still as it was read, and only readings that are the newest of their
// attribute. One that is known from the future, of a clock that was ahead, does not count against them.
const given = `unnest($1::bigint[], $2::integer[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::jsonb[])
    as u (rule, version, of_device, key, newest, now, at, value)
  join alarm_rule r on r.alarm_rule_row_id = u.rule and r.version = u.version and r.enabled and r.deleted_at is null
  join device_last_values l on l.device_row_id = u.of_device
    and ((l.data -> u.key ->> 't')::bigint <= u.newest or (l.data -> u.key ->> 't')::bigint > u.now)`;

// What is beyond its limit already stays as it is and costs no write.
const beyond = `
  insert into alarm_state as s
    (alarm_rule_row_id, version, device_row_id, application_row_id, kind, since, since_value, due)
  select u.rule, u.version, u.of_device, r.application_row_id, r.kind, u.at, u.value, u.at + r.hold_ms
  from ${given}
  where not exists (select from alarm_state k where k.alarm_rule_row_id = u.rule and k.version = u.version
    and k.device_row_id = u.of_device and (k.since is not null and k.cleared is null or k.ending is not null))
  on conflict (alarm_rule_row_id, version, device_row_id) do update set
    since = coalesce(s.since, excluded.since),
    since_value = case when s.since is null then excluded.since_value else s.since_value end,
    cleared = null, cleared_value = null,
    due = case when s.event_id is null then coalesce(s.since, excluded.since) + excluded.due - excluded.since end`;

// An excursion that was long enough is still to be told, though it is over; one that was not has never been.
const lasted = '(s.event_id is not null or u.at - s.since >= r.hold_ms)';
const clear = `
  update alarm_state s set
    cleared = case when ${lasted} then u.at end,
    cleared_value = case when ${lasted} then u.value end,
    since = case when ${lasted} then s.since end,
    due = case when ${lasted} then u.now end
  from ${given}
  where s.alarm_rule_row_id = u.rule and s.version = u.version and s.device_row_id = u.of_device
    and s.since is not null and s.cleared is null and s.ending is null`;

/** The statement that notes turns in one direction, at most one for each rule and device. */
export function turnStatement(to: Turn['to'], turns: readonly TurnOfDevice[]): Statement {
  return {
    sql: to === 'beyond' ? beyond : clear,
    parameters: [
      turns.map(({ ruleRowId }) => ruleRowId),
      turns.map(({ version }) => version),
      turns.map(({ deviceRowId }) => deviceRowId),
      turns.map(({ key }) => String(key)),
      turns.map(({ newest }) => newest),
      turns.map(({ now }) => now),
      turns.map(({ at }) => at),
      turns.map(({ value }) => JSON.stringify(value)),
    ],
  };
}

/** A device that is watched for silence was heard. */
export interface HeardDevice {
  readonly deviceRowId: number;
  readonly applicationRowId: number;
  /** Epoch ms. */
  readonly at: number;
  /** The rules that watch it, with their versions. */
  readonly rules: readonly { readonly rowId: number; readonly version: number }[];
}

// First the row that `AlarmClock` locks while it decides that a device is silent, then what it has decided.
const noteHeard = `
  insert into alarm_heard (device_row_id, application_row_id, heard)
  select * from unnest($1::bigint[], $2::bigint[], $3::bigint[])
  on conflict (device_row_id) do update set heard = greatest(alarm_heard.heard, excluded.heard)`;
const endSilence = `
  update alarm_state s set cleared = u.at, due = u.at
  from unnest($1::bigint[], $2::bigint[]) as u (of_device, at)
  where s.device_row_id = u.of_device and s.kind = 'silence' and s.event_id is not null and s.cleared is null
    and s.ending is null`;
// A device's first report is what begins to watch it.
const beginSilence = `
  insert into alarm_state (alarm_rule_row_id, version, device_row_id, application_row_id, kind, since, due)
  select r.alarm_rule_row_id, r.version, u.of_device, r.application_row_id, r.kind, u.at, u.at + r.hold_ms
  from unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[]) as u (rule, version, of_device, at)
  join alarm_rule r on r.alarm_rule_row_id = u.rule and r.version = u.version and r.enabled and r.deleted_at is null
  where not exists (select from alarm_state k where k.alarm_rule_row_id = u.rule and k.version = u.version
    and k.device_row_id = u.of_device)
  on conflict do nothing`;

/** The statements that note that devices were heard. */
export function heardStatements(heard: readonly HeardDevice[]): Statement[] {
  const devices = heard.map(({ deviceRowId }) => deviceRowId);
  const times = heard.map(({ at }) => at);
  const pairs = heard.flatMap(({ rules, deviceRowId, at }) => rules.map((rule) => ({ rule, deviceRowId, at })));
  return [
    { sql: noteHeard, parameters: [devices, heard.map(({ applicationRowId }) => applicationRowId), times] },
    { sql: endSilence, parameters: [devices, times] },
    {
      sql: beginSilence,
      parameters: [
        pairs.map(({ rule }) => rule.rowId),
        pairs.map(({ rule }) => rule.version),
        pairs.map(({ deviceRowId }) => deviceRowId),
        pairs.map(({ at }) => at),
      ],
    },
  ];
}
