-- Dashboards ask what the first and the last value of a window are, and when they were reported, of any number of devices: what lies
-- in a chunk is found without making values of all of its states.

-- The place of the first (or, `newest`, the last) of the states from one place to another of a chunk that has a value for a key; null when
-- none has.
create function chunk_end(columns state_column[], wanted text, low integer, high integer, newest boolean) returns integer
language plpgsql immutable as $$
declare
  c state_column;
  place integer;
begin
  select one.* into c from unnest(columns) one where one.key = wanted;
  for step in 0..high - low loop
    place := case when newest then high - step else low + step end;
    if num_nonnulls(c.small[place], c.wide[place], c.doubles[place], c.flags[place], c.codes[place]) > 0 then
      return place;
    end if;
  end loop;
  return null;
end
$$;

-- The value for a key of the state at a place.
create function chunk_value_of(columns state_column[], wanted text, place integer) returns jsonb language sql immutable as $$
  select state_column_value(c, place) from unnest(columns) c where c.key = wanted
$$;
