-- Late states come to days that are hardly ever packed, and preparing to write into all partitions took most of the time of storing one.

-- Makes a day (its first ms) of a device rows again, for a transaction that changes states of it; nobody packs the day before its end.
create or replace function unpack_states(device bigint, day bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(370, state_day_lock(device, day));
  if not exists (
    select from device_state_chunk where device_row_id = device and start >= day and start < day + 86400000
  ) then
    return;
  end if;
  with gone as (
    delete from device_state_chunk where device_row_id = device and start >= day and start < day + 86400000 returning *
  )
  insert into device_state (device_row_id, time, data)
    select device, s.time, s.data from gone, lateral expand_chunk(row(gone.*)::device_state_chunk, null) s
    on conflict (device_row_id, time) do update set data = excluded.data || device_state.data;
end
$$;
