-- What a commit of reports counts by device, to be added to payload_count_by_device afterwards, many commits at once. The counts of
-- whole applications are added in the commit itself.
create table payload_count_journal (
  hour bigint not null,
  type text not null,
  source text not null,
  application_row_ids bigint[] not null,
  device_row_ids bigint[] not null,
  counts bigint[] not null
);
alter table payload_count_journal
  alter column application_row_ids set storage external, alter column device_row_ids set storage external, alter column counts set storage external;

-- Adds the counts of devices behind `after` in the order of their numbers, at most `most` devices. Returns the last of them, null when
-- there is nothing left behind it.
create function settle_payload_counts(after bigint, most integer) returns bigint language plpgsql as $$
declare
  settled bigint;
begin
  if not exists (select from payload_count_journal) then
    return null;
  end if;
  -- One at a time: whoever waits here finds done what the other one had taken.
  perform pg_advisory_xact_lock(511, 0);
  with taken as (
    delete from payload_count_journal returning *
  ), entry as materialized (
    select hour, type, source, one.application_row_id, one.device_row_id, sum(one.count)::bigint as count
    from taken, unnest(taken.application_row_ids, taken.device_row_ids, taken.counts) as one (application_row_id, device_row_id, count)
    group by hour, type, source, one.application_row_id, one.device_row_id
  ), bound as materialized (
    select max(device_row_id) as last, count(*) as count
    from (select distinct device_row_id from entry where device_row_id > after order by device_row_id limit most) step
  ), kept as (
    insert into payload_count_journal (hour, type, source, application_row_ids, device_row_ids, counts)
    select hour, type, source, array_agg(application_row_id), array_agg(device_row_id), array_agg(entry.count) from entry, bound
    where device_row_id <= after or device_row_id > coalesce(bound.last, after) group by hour, type, source
  ), added as (
    -- In the order of CountTotals (counts.ts), so that two transactions that count the same things cannot wait for each other.
    insert into payload_count_by_device (application_row_id, device_row_id, hour, type, source, count)
    select application_row_id, device_row_id, hour, type, source, entry.count from entry, bound
    where device_row_id > after and device_row_id <= bound.last
    order by application_row_id, device_row_id, hour, type collate "C", source collate "C"
    on conflict (application_row_id, hour, device_row_id, type, source)
      do update set count = payload_count_by_device.count + excluded.count
  )
  select case when bound.count = most then bound.last end into settled from bound;
  return settled;
end
$$;
