-- Row numbers are called row ids: `application_key` read like the access key of an application, which is another thing.
-- Partitions take the new name from their parent.
do $$
declare
  found record;
begin
  for found in
    select attribute.attrelid::regclass as relation, attribute.attname as old_name,
      regexp_replace(attribute.attname, '_key$', '_row_id') as new_name
    from pg_attribute attribute
    join pg_class class on class.oid = attribute.attrelid
    where class.relnamespace = current_schema()::regnamespace
      and class.relkind in ('r', 'p') and not class.relispartition and not attribute.attisdropped
      and attribute.attname in (
        'application_key', 'device_key', 'user_key', 'organization_key', 'access_key_key', 'access_token_key',
        'audit_log_key', 'data_export_key', 'device_command_key', 'device_connection_log_key',
        'device_data_removal_key', 'organization_invite_key')
  loop
    execute format('alter table %s rename column %I to %I', found.relation, found.old_name, found.new_name);
  end loop;

  -- Jobs that are still waiting name rows by the former word.
  if to_regclass('jobs.job') is not null then
    update jobs.job set data = (data - 'applicationKey') || jsonb_build_object('applicationRowId', data -> 'applicationKey')
      where data ? 'applicationKey';
    update jobs.job set data = (data - 'deviceKeys') || jsonb_build_object('deviceRowIds', data -> 'deviceKeys')
      where data ? 'deviceKeys';
    update jobs.job set data = (data - 'deviceKey') || jsonb_build_object('deviceRowId', data -> 'deviceKey')
      where data ? 'deviceKey';
  end if;
end
$$;
