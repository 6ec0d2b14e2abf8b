-- An import of 27 years made 1,404 partitions, each a week, and every query of every tenant plans with them. Weeks that are
-- long past share a partition now: 52 weeks, counted from the epoch, as far as nothing else has a part of them.
-- partitions.ts says when.

-- The partitions of device_state. Times are epoch ms; a partition holds [from_time, until_time).
create function state_partitions() returns table (name text, from_time bigint, until_time bigint)
language sql stable as $$
  select class.relname::text,
    substring(bounds.text from 'FROM \(''?(-?[0-9]+)''?\)')::bigint, substring(bounds.text from 'TO \(''?(-?[0-9]+)''?\)')::bigint
  from pg_inherits join pg_class class on class.oid = inhrelid,
    lateral (select pg_get_expr(class.relpartbound, class.oid) as text) bounds
  where inhparent = 'device_state'::regclass
  order by 2
$$;

-- Sees to a partition for a time: of a week, or of 52 when the time is before `old_before`, which is where a week begins.
-- Returns where the partition ends.
create function ensure_state_partition(wanted bigint, old_before bigint) returns bigint language plpgsql as $$
declare
  week constant bigint := 604800000;
  width constant bigint := case when wanted < old_before then 52 * week else week end;
  first bigint := wanted - (wanted % width + width) % width;
  past bigint := first + width;
  found bigint;
begin
  select until_time into found from state_partitions() where from_time <= wanted and until_time > wanted;
  if found is not null then
    return found;
  end if;
  -- Two servers may not agree on how wide it should be.
  lock table device_state in share update exclusive mode;
  select until_time into found from state_partitions() where from_time <= wanted and until_time > wanted;
  if found is not null then
    return found;
  end if;
  if wanted < old_before then
    past := least(past, old_before);
  end if;
  select greatest(first, max(until_time)) into first from state_partitions() where until_time <= wanted;
  select least(past, min(from_time)) into past from state_partitions() where from_time > wanted;
  execute format('create table %I partition of device_state for values from (%s) to (%s)',
    'device_state_' || first / week || case when past - first > week then '_' || (past - first) / week else '' end, first, past);
  return past;
end
$$;

-- Puts small neighbours of one 52 weeks before `old_before` into one partition; together they have at most `max_bytes`, because
-- nobody reads or writes states meanwhile. Returns how many there were, 0 when there is nothing left to do.
create function merge_state_partitions(old_before bigint, max_bytes bigint) returns integer language plpgsql as $$
declare
  week constant bigint := 604800000;
  block constant bigint := 52 * week;
  parts text[];
  first bigint;
  past bigint;
  merged text;
  part text;
begin
  -- Those that fill `max_bytes` from the first of a block on make a group, the next ones another.
  with size as (
    select name, from_time, until_time, from_time / block as place, pg_table_size(name::regclass) as bytes,
      div(sum(pg_table_size(name::regclass)) over (partition by from_time / block order by from_time), max_bytes) as step
    from state_partitions() where from_time >= 0 and until_time <= old_before and (until_time - 1) / block = from_time / block)
  select array_agg(name order by from_time), min(from_time), max(until_time) into parts, first, past
    from size group by place, step having count(*) > 1 and sum(bytes) <= max_bytes order by min(from_time) limit 1;
  if parts is null then
    return 0;
  end if;
  set local lock_timeout = '2s';
  lock table device_state in access exclusive mode;
  if (select count(*) from state_partitions() where from_time >= first and until_time <= past) <> cardinality(parts)
    or (select count(*) from state_partitions() where name = any(parts)) <> cardinality(parts) then
    return cardinality(parts);
  end if;
  merged := 'device_state_merging';
  execute format('create table %I (like device_state including all)', merged);
  foreach part in array parts loop
    execute format('insert into %I select * from %I', merged, part);
    execute format('drop table %I', part);
  end loop;
  part := 'device_state_' || first / week || case when past - first > week then '_' || (past - first) / week else '' end;
  execute format('alter table %I rename to %I', merged, part);
  execute format('alter table device_state attach partition %I for values from (%s) to (%s)', part, first, past);
  execute format('analyze %I', part);
  return cardinality(parts);
end
$$;
