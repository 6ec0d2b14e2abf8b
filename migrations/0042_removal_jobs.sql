-- One job for all that a call removes, where there was one for each device.
do $$
begin
  if to_regclass('jobs.job') is not null then
    update jobs.job set data = (data - 'key') || jsonb_build_object('keys', jsonb_build_array(data -> 'key'))
      where name = 'device.removeData' and data ? 'key';
  end if;
end
$$;
