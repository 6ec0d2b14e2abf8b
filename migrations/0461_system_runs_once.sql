-- Fails a transaction that stores what was computed for systems unless they are as far as they were when that began: where
-- several servers share this database, another one may have been quicker. Their rows stay locked until the transaction ends.
create function require_system_runs(devices bigint[], computed bigint[]) returns void language plpgsql as $$
begin
  perform from system_run where device_row_id = any(devices) order by device_row_id for update;
  if exists (
    select from unnest(devices, computed) as wanted (device_row_id, computed_until)
    join system_run as run using (device_row_id)
    where run.computed_until <> wanted.computed_until
  ) then
    raise exception 'another server has computed a system' using errcode = 'SB003';
  end if;
end
$$;
