-- Days of a device that are long past lie in one row instead of one a state: a tenth of the space
-- (docs/decisions/0040-compact-history-in-arrays.md). A device and UTC day is either rows of device_state or chunks, never both.

-- The values of one attribute, one for each state of the chunk; null where the state has none. One of the arrays is there.
create type state_column as (
  -- As in device_state.data.
  key text,
  -- Numbers that are decimals of few digits: the integer divided by 10^scale.
  scale smallint,
  small smallint[],
  wide integer[],
  -- All other numbers.
  doubles double precision[],
  flags boolean[],
  -- Texts: each once, and for each state the place of its own, from 1 on.
  words text[],
  codes integer[]
);

-- States of one device, all of one UTC day, in order.
create table device_state_chunk (
  device_row_id bigint not null,
  -- The times of the first and of the last state, epoch ms.
  start bigint not null,
  last_time bigint not null,
  count integer not null,
  -- Ms from start to each state.
  offsets integer[] not null,
  columns state_column[] not null,
  primary key (device_row_id, start)
);

-- One value of a column, as device_state.data has it.
create function state_column_value(c state_column, place integer) returns jsonb language sql immutable as $$
  select case
    when c.small is not null then to_jsonb(trim_scale(c.small[place] * (10::numeric ^ -c.scale)))
    when c.wide is not null then to_jsonb(trim_scale(c.wide[place] * (10::numeric ^ -c.scale)))
    when c.doubles is not null then to_jsonb(c.doubles[place])
    when c.flags is not null then to_jsonb(c.flags[place])
    else to_jsonb(c.words[c.codes[place]]) end
$$;

-- All values of a column.
create function state_column_values(c state_column) returns jsonb[] language plpgsql immutable as $$
declare
  unit numeric;
begin
  if c.doubles is not null then
    return array(select to_jsonb(value) from unnest(c.doubles) value);
  elsif c.flags is not null then
    return array(select to_jsonb(value) from unnest(c.flags) value);
  elsif c.codes is not null then
    return array(select to_jsonb(c.words[code]) from unnest(c.codes) code);
  end if;
  unit := trim_scale(10::numeric ^ -c.scale);
  if c.small is not null then
    return case when c.scale = 0 then array(select to_jsonb(value) from unnest(c.small) value)
      else array(select to_jsonb(trim_scale(value * unit)) from unnest(c.small) value) end;
  end if;
  return case when c.scale = 0 then array(select to_jsonb(value) from unnest(c.wide) value)
    else array(select to_jsonb(trim_scale(value * unit)) from unnest(c.wide) value) end;
end
$$;

-- The values of the attribute with a key, one for each state; null when no state has one.
create function chunk_values(columns state_column[], wanted text) returns jsonb[] language sql immutable as $$
  select state_column_values(c) from unnest(columns) c where c.key = wanted
$$;

-- The value for a key of the state that lies `at` ms after the chunk's start.
create function chunk_value_at(columns state_column[], offsets integer[], wanted text, at integer) returns jsonb
language sql immutable as $$
  select state_column_value(c, array_position(offsets, at)) from unnest(columns) c where c.key = wanted
$$;

-- The states of a chunk: with all their values (null), or those states that have values for some keys, with these.
create function expand_chunk(chunk device_state_chunk, keys text[]) returns table ("time" bigint, data jsonb)
language plpgsql immutable rows 1000 as $$
declare
  arrays text := '';
  names text := '';
  fields text := '';
  place integer := 0;
  c state_column;
begin
  foreach c in array chunk.columns loop
    place := place + 1;
    if keys is null or c.key = any(keys) then
      arrays := arrays || format(', state_column_values($3[%s])', place);
      names := names || format(', v%s', place);
      fields := fields || case when fields = '' then '' else ', ' end || format('%L, v%s', c.key, place);
    end if;
  end loop;
  if fields <> '' or keys is null then
    return query execute format(
      'select * from (select $1 + at, jsonb_strip_nulls(jsonb_build_object(%s)) from unnest($2%s) as state (at%s)) state (time, data)',
      fields, arrays, names) || case when keys is null then '' else ' where data <> ''{}''' end
      using chunk.start, chunk.offsets, chunk.columns;
  end if;
end
$$;

-- The first (or, `newest`, the last) `most` states of a device in [first, past) that lie in chunks: one chunk after the other until
-- there are enough. Of all keys (null), or those states that have one of some keys.
create function compact_states(device bigint, first bigint, past bigint, keys text[], most integer, newest boolean)
returns table ("time" bigint, data jsonb) language plpgsql stable rows 1000 as $$
declare
  chunk device_state_chunk;
  added bigint;
  found_states bigint := 0;
begin
  for chunk in
    select * from device_state_chunk c
      where c.device_row_id = device and c.start > first - 86400000 and c.last_time >= first and c.start < past
      order by case when newest then -c.start else c.start end
  loop
    return query select s.time, s.data from expand_chunk(chunk, keys) s where s.time >= first and s.time < past
      order by case when newest then -s.time else s.time end limit most;
    get diagnostics added = row_count;
    found_states := found_states + added;
    exit when found_states >= most;
  end loop;
end
$$;

-- What keeps those who change states of long past days, and who share it, from whoever packs such a day, who has it alone. There are 64
-- of them, so that a transaction that touches many days does not hold many locks.
create function state_day_lock(device bigint, day bigint) returns integer language sql immutable as $$
  select hashtext(device || ' ' || day) & 63
$$;

-- Makes a day (its first ms) of a device rows again, for a transaction that changes states of it; nobody packs the day before its end.
create function unpack_states(device bigint, day bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(370, state_day_lock(device, day));
  with gone as (
    delete from device_state_chunk where device_row_id = device and start >= day and start < day + 86400000 returning *
  )
  insert into device_state (device_row_id, time, data)
    select device, s.time, s.data from gone, lateral expand_chunk(row(gone.*)::device_state_chunk, null) s
    on conflict (device_row_id, time) do update set data = excluded.data || device_state.data;
end
$$;

-- Puts a part of a day into a chunk, and takes its rows away, in a transaction that has read them under the lock of the day. `packed`:
-- the columns of a state_column each. Returns whether it reads back as what the rows held; if not, nothing may be committed.
create function pack_states(device bigint, times bigint[], packed jsonb) returns boolean language plpgsql as $$
declare
  first_time constant bigint := times[1];
  last_time constant bigint := times[cardinality(times)];
  chunk device_state_chunk;
  same bigint;
begin
  insert into device_state_chunk values (device, first_time, last_time, cardinality(times),
      array(select (value - first_time)::integer from unnest(times) value),
      array(select c from jsonb_populate_recordset(null::state_column, packed) c))
    returning * into chunk;
  with gone as (
    delete from device_state where device_row_id = device and time >= first_time and time <= last_time returning time, data
  )
  select count(*) filter (where gone.data::text = read.data::text) - count(*) filter (where gone.data::text is distinct from read.data::text)
    into same from gone full join expand_chunk(chunk, null) read on read.time = gone.time;
  return same = cardinality(times);
end
$$;

-- Gives back the space of a partition that has no rows left, which only those could need who still read from it: then it does not.
create function truncate_empty_states(partition text) returns boolean language plpgsql as $$
declare
  is_empty boolean;
begin
  if not exists (select from state_partitions() where name = partition) or pg_relation_size(partition::regclass) = 0 then
    return false;
  end if;
  set local lock_timeout = '200ms';
  execute format('select not exists (select from %I)', partition) into is_empty;
  if not is_empty then
    return false;
  end if;
  execute format('lock table %I in access exclusive mode', partition);
  execute format('select not exists (select from %I)', partition) into is_empty;
  if is_empty then
    execute format('truncate %I', partition);
  end if;
  return is_empty;
exception when lock_not_available then
  return false;
end
$$;

-- What others may read beside device_state_history.
create view device_state_chunk_history as
  select device_row_id, start, last_time, count, offsets, columns from device_state_chunk;
