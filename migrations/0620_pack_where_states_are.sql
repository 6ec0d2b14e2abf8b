-- A day is packed where its states are. The server used to read them, make the columns and send these back, which kept it from whoever
-- reported meanwhile for some 30 ms a day of 5,000 states. `pack_states` stays for servers of the version before, beside which a new
-- one may run during an update.

-- A column of a chunk, of the values of one attribute, null where a state has none. A number is an integer where all of them are decimals
-- with so few digits that one scale suits them. Null where the values are of several types, which no device stores.
create function pack_column(key text, state_values jsonb[]) returns state_column language plpgsql immutable as $$
declare
  types text[] := array(select distinct jsonb_typeof(value) from unnest(state_values) value where value is not null);
  numbers numeric[];
  digits integer;
  largest numeric;
  unit numeric;
  texts text[];
  words text[];
begin
  if cardinality(types) <> 1 then
    return null;
  elsif types[1] = 'boolean' then
    return row(key, null, null, null, null, array(select value::boolean from unnest(state_values) value), null, null)::state_column;
  elsif types[1] = 'string' then
    texts := array(select value #>> '{}' from unnest(state_values) value);
    words := array(
      select word from (select value collate "C", place from unnest(texts) with ordinality state (value, place)) state (word, place)
        where word is not null group by word order by min(place));
    return row(key, null, null, null, null, null, words, array(
      select code from unnest(texts) with ordinality state (value, place)
        left join unnest(words) with ordinality word (word, code) on word = value collate "C" order by place))::state_column;
  elsif types[1] <> 'number' then
    return null;
  end if;
  numbers := array(select trim_scale(value::numeric) from unnest(state_values) value);
  select max(scale(number)), max(abs(number)) into digits, largest from unnest(numbers) number;
  unit := 10::numeric ^ digits;
  if digits > 9 or largest * unit > 2147483647 then
    return row(key, null, null, null, numbers::double precision[], null, null, null)::state_column;
  elsif largest * unit > 32767 then
    return row(key, digits, null, array(select (number * unit)::integer from unnest(numbers) number), null, null, null, null)::state_column;
  end if;
  return row(key, digits, array(select (number * unit)::smallint from unnest(numbers) number), null, null, null, null, null)::state_column;
end
$$;

-- The rollups of a column, `total` and `hours`, as `roll_up` makes them (0450), from the values that it holds.
create function roll_up_values(c state_column, state_values jsonb[], start bigint, offsets integer[])
returns record language plpgsql immutable as $$
declare
  rolled record;
begin
  with state as (
    select ((start + s.at) / 3600000 - start / 3600000)::integer as hour, s.place::integer,
      case when c.flags is not null then s.value::boolean::integer::numeric when c.codes is null then s.value::numeric end as number
      from unnest(offsets, state_values) with ordinality s (at, value, place) where s.value is not null
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
  return rolled;
end
$$;

-- Packs the states of a device from one time to before another, all of one UTC day, or the first so many of them: takes their rows away
-- and puts them into a chunk. For a transaction that has the lock of the day (state_day_lock) alone. Returns how many there were; -1 where
-- the chunk would not read back as the rows did, byte for byte: then nothing may be committed. With `rests` it rests after each part of the
-- work for as long as that has taken: one long piece of work keeps a processor from those who store what devices report.
create function pack_rows(device bigint, first bigint, past bigint, most integer, rests boolean) returns integer language plpgsql as $$
declare
  since timestamptz := clock_timestamp();
  times bigint[];
  states jsonb[];
  state_values jsonb[];
  wanted text;
  c state_column;
  rolled record;
  chunk device_state_chunk;
begin
  with gone as (
    delete from device_state where device_row_id = device and time >= first and time < coalesce(
        (select time from device_state where device_row_id = device and time >= first and time < past order by time offset most limit 1), past)
      returning time, data
  )
  select array_agg(gone.time order by gone.time), array_agg(gone.data order by gone.time) into times, states from gone;
  if times is null then
    return 0;
  end if;
  chunk.device_row_id := device;
  chunk.start := times[1];
  chunk.count := cardinality(times);
  chunk.last_time := times[chunk.count];
  chunk.offsets := array(select (value - chunk.start)::integer from unnest(times) value);
  chunk.columns := '{}';
  for wanted in select distinct one from unnest(states) state, jsonb_object_keys(state) one order by one loop
    if rests then
      perform pg_sleep(extract(epoch from clock_timestamp() - since));
      since := clock_timestamp();
    end if;
    state_values := array(select state -> wanted from unnest(states) state);
    c := pack_column(wanted, state_values);
    if c is null or (select had from (select state_values) had) *<> (select read from (select state_column_values(c)) read) then
      return -1;
    end if;
    chunk.columns := chunk.columns || c;
    if chunk.count >= 96 then
      rolled := roll_up_values(c, state_values, chunk.start, chunk.offsets);
      chunk.totals := chunk.totals || rolled.total;
      if chunk.count >= 480 then
        chunk.hours := chunk.hours || rolled.hours;
      end if;
    end if;
  end loop;
  insert into device_state_chunk select chunk.*;
  return chunk.count;
end
$$;
