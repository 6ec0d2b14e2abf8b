-- A commit of reports notes which states are new, and last values are derived from those states afterwards, many reports of a device
-- at once (docs/decisions/0044-last-values-follow-the-states.md). An entry is there exactly when its states are.
create table device_last_value_journal (
  device_row_ids bigint[] not null,
  times bigint[] not null,
  -- Whether the state has a value of every attribute that the device had: none that is older matters beside it.
  complete boolean[] not null
);
-- Read once and deleted: to compress them would take longer than it saves.
alter table device_last_value_journal
  alter column device_row_ids set storage external, alter column times set storage external, alter column complete set storage external;

-- Derives the last values of devices behind `after` in the order of their numbers, at most `most`, from what the journal has. Returns
-- the last of them, null when there is nothing left behind it. Whoever calls it sees every state that was committed before.
-- Sessions keep the plan: one that was made while a partition had a few rows would go on scanning it when it has millions.
create function settle_last_values(after bigint, most integer) returns bigint language plpgsql set enable_seqscan = off as $$
declare
  settled bigint;
begin
  if not exists (select from device_last_value_journal) then
    return null;
  end if;
  -- One at a time: whoever waits here finds done what the other one had taken.
  perform pg_advisory_xact_lock(510, 0);
  with taken as (
    delete from device_last_value_journal returning *
  ), entry as materialized (
    select one.* from taken, unnest(taken.device_row_ids, taken.times, taken.complete) as one (device_row_id, time, complete)
  ), bound as materialized (
    select max(device_row_id) as last, count(*) as count
    from (select distinct device_row_id from entry where device_row_id > after order by device_row_id limit most) step
  ), kept as (
    insert into device_last_value_journal (device_row_ids, times, complete)
    select array_agg(device_row_id), array_agg(time), array_agg(entry.complete) from entry, bound
    where device_row_id <= after or device_row_id > coalesce(bound.last, after) having count(*) > 0
  ), chosen as materialized (
    select entry.* from entry, bound where device_row_id > after and device_row_id <= bound.last
  ), newest as (
    select device_row_id, max(time) as time from chosen where chosen.complete group by device_row_id
  ), found as materialized (
    -- It may have been removed meanwhile. Offset 0 keeps a scan of all states from being considered.
    select newest.device_row_id, newest.time, state.data from newest cross join lateral (
      select s.data from device_state s where s.device_row_id = newest.device_row_id and s.time = newest.time offset 0) state
  ), others as (
    select distinct chosen.device_row_id, chosen.time from chosen left join found using (device_row_id)
    where found.time is null or chosen.time > found.time
  ), state as (
    select * from found
    union all
    select others.device_row_id, others.time, state.data from others cross join lateral (
      select s.data from device_state s where s.device_row_id = others.device_row_id and s.time = others.time offset 0) state
  ), value as (
    select distinct on (device_row_id, key) device_row_id, key, time, value from state, jsonb_each(state.data)
    order by device_row_id, key, time desc
  ), written as (
    insert into device_last_value (device_row_id, oldest, newest, data)
    select device_row_id, min(time), max(time), jsonb_object_agg(key, jsonb_build_object('t', time, 'v', value))
    from value group by device_row_id order by device_row_id
    -- Newer than everything known is the common case and needs no look at single attributes.
    on conflict (device_row_id) do update set
      data = case when excluded.oldest >= device_last_value.newest
        then device_last_value.data || excluded.data
        else merge_last_values(device_last_value.data, excluded.data) end,
      oldest = least(device_last_value.oldest, excluded.oldest),
      newest = greatest(device_last_value.newest, excluded.newest)
  )
  select case when bound.count = most then bound.last end into settled from bound;
  return settled;
end
$$;
