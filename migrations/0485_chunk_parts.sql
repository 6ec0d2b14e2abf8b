-- Raw points are read out of chunks as the arrays that they are and put together by the server: making a value of jsonb of each took
-- two to three times as long as reading rows does (docs/decisions/0042-raw-points-and-peaks.md). What did so, compact_values, stays for
-- servers of the version before, beside which a new one may run during an update.

-- The values of the states from one place to another of a chunk, by key, for those of the keys that it has: integers to be divided by
-- 10^scale, or words and for each state the place of its own, or the values themselves; null where a state has none.
create function chunk_part(columns state_column[], keys text[], low integer, high integer) returns json language sql immutable as $$
  select json_object_agg(c.key, case
      when c.small is not null then json_build_object('scale', c.scale, 'integers', c.small[low:high])
      when c.wide is not null then json_build_object('scale', c.scale, 'integers', c.wide[low:high])
      when c.doubles is not null then json_build_object('values', c.doubles[low:high])
      when c.flags is not null then json_build_object('values', c.flags[low:high])
      when cardinality(c.words) <= high - low + 1 then json_build_object('words', c.words, 'codes', c.codes[low:high])
      -- More words than states: a page would bring those of all others.
      else json_build_object('values', array(
        select word from unnest(c.codes[low:high]) with ordinality state (code, place)
          left join unnest(c.words) with ordinality known (word, code) on known.code = state.code order by state.place))
    end)
    from unnest(columns) c where c.key = any(keys)
$$;
