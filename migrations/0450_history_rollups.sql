-- What questions about long ranges need of a chunk without its states (docs/decisions/0040-compact-history-in-arrays.md): of each
-- attribute how many values it has, their sum and the sum of their squares (exact; true counts as 1), the least and the greatest, the
-- first and the last. Both lie in the chunk's own row, so they come and go with it.

-- Of all states of a chunk.
create type state_total as (
  key text,
  count integer,
  sum numeric,
  squares numeric,
  least double precision,
  most double precision,
  first jsonb,
  last jsonb
);

-- Of each hour that has a value: arrays as long as `at`, hours after the one in which the chunk starts.
create type state_hours as (
  key text,
  at integer[],
  counts integer[],
  sums numeric[],
  squares numeric[],
  least double precision[],
  most double precision[],
  -- Of numbers; of others below.
  firsts double precision[],
  lasts double precision[],
  first_others jsonb[],
  last_others jsonb[]
);

-- Null in chunks of before, and where reading the states costs no more.
alter table device_state_chunk add column totals state_total[], add column hours state_hours[];

-- The values of the states from one place to another of a chunk, for one key; null when no state of the chunk has one.
create function chunk_values(columns state_column[], wanted text, low integer, high integer) returns jsonb[] language sql immutable as $$
  select state_column_values(row(c.key, c.scale, c.small[low:high], c.wide[low:high], c.doubles[low:high], c.flags[low:high],
    c.words, c.codes[low:high])::state_column) from unnest(columns) c where c.key = wanted
$$;

-- The chunk with its rollups.
create function roll_up(chunk device_state_chunk) returns device_state_chunk language plpgsql immutable as $$
declare
  c state_column;
  state_values jsonb[];
  rolled record;
begin
  if chunk.count < 96 then
    return chunk;
  end if;
  foreach c in array chunk.columns loop
    state_values := state_column_values(c);
    with state as (
      select ((chunk.start + s.at) / 3600000 - chunk.start / 3600000)::integer as hour, s.place::integer,
        case when c.flags is not null then s.value::boolean::integer::numeric when c.codes is null then s.value::numeric end as number
        from unnest(chunk.offsets, state_values) with ordinality s (at, value, place) where s.value is not null
    ), hour as (
      select state.hour as at, count(*)::integer as count, sum(number), sum(number * number) as squares, min(number)::float8 as least,
        max(number)::float8 as most, state_values[min(place)] as first, state_values[max(place)] as last
        from state group by state.hour
    )
    select row(c.key, sum(h.count)::integer, sum(h.sum), sum(h.squares), min(h.least), max(h.most),
          (array_agg(h.first order by h.at))[1], (array_agg(h.last order by h.at desc))[1])::state_total as total,
        row(c.key, array_agg(h.at order by h.at), array_agg(h.count order by h.at),
          case when c.codes is null then array_agg(h.sum order by h.at) end,
          case when c.codes is null then array_agg(h.squares order by h.at) end,
          case when c.codes is null then array_agg(h.least order by h.at) end,
          case when c.codes is null then array_agg(h.most order by h.at) end,
          array_agg(h.first::float8 order by h.at) filter (where c.codes is null and c.flags is null),
          array_agg(h.last::float8 order by h.at) filter (where c.codes is null and c.flags is null),
          array_agg(h.first order by h.at) filter (where c.codes is not null or c.flags is not null),
          array_agg(h.last order by h.at) filter (where c.codes is not null or c.flags is not null))::state_hours as hours
      into rolled from hour h;
    chunk.totals := chunk.totals || rolled.total;
    if chunk.count >= 480 then
      chunk.hours := chunk.hours || rolled.hours;
    end if;
  end loop;
  return chunk;
end
$$;

-- As before (0370), with the rollups.
create or replace function pack_states(device bigint, times bigint[], packed jsonb) returns boolean language plpgsql as $$
declare
  first_time constant bigint := times[1];
  last_time constant bigint := times[cardinality(times)];
  chunk device_state_chunk;
  same bigint;
begin
  chunk := roll_up(row(device, first_time, last_time, cardinality(times),
    array(select (value - first_time)::integer from unnest(times) value),
    array(select c from jsonb_populate_recordset(null::state_column, packed) c), null, null)::device_state_chunk);
  insert into device_state_chunk select chunk.* returning * into chunk;
  with gone as (
    delete from device_state where device_row_id = device and time >= first_time and time <= last_time returning time, data
  )
  select count(*) filter (where gone.data::text = read.data::text) - count(*) filter (where gone.data::text is distinct from read.data::text)
    into same from gone full join expand_chunk(chunk, null) read on read.time = gone.time;
  return same = cardinality(times);
end
$$;

-- The first (or, `newest`, the last) `most` states of a device in [first, past) that lie in chunks and have a value for one of some keys:
-- their values in the order of the keys, null where a state has none. One chunk after the other until there are enough.
create function compact_values(device bigint, first bigint, past bigint, keys text[], most integer, newest boolean)
returns table ("time" bigint, data jsonb[]) language plpgsql stable rows 1000 as $$
declare
  chunk record;
  arrays text := '';
  names text[] := '{}';
  added bigint;
  found_states bigint := 0;
begin
  for place in 1..cardinality(keys) loop
    arrays := arrays || format(', chunk_values($3, $4[%s], $5, $6)', place);
    names := names || format('v%s', place);
  end loop;
  for chunk in
    select c.start, c.offsets, c.columns, width_bucket(greatest(first - c.start, 0)::integer - 1, c.offsets) + 1 as low,
        width_bucket(least(past - 1 - c.start, 86400000)::integer, c.offsets) as high
      from device_state_chunk c
      where c.device_row_id = device and c.start > first - 86400000 and c.last_time >= first and c.start < past
      order by case when newest then -c.start else c.start end
  loop
    return query execute format(
      'select $1 + at, array[%1$s] from unnest($2[$5:$6]%2$s) state (at, %1$s) where coalesce(%1$s) is not null order by at %3$s limit $7',
      array_to_string(names, ', '), arrays, case when newest then 'desc' else 'asc' end)
      using chunk.start, chunk.offsets, chunk.columns, keys, chunk.low, chunk.high, most;
    get diagnostics added = row_count;
    found_states := found_states + added;
    exit when found_states >= most;
  end loop;
end
$$;

create or replace view device_state_chunk_history as
  select device_row_id, start, last_time, count, offsets, columns, totals, hours from device_state_chunk;
