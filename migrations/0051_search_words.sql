-- Search compares folded names (0050). Kept beside the name, so that no comparison has to fold it again.
alter table resource_name add column folded text collate "C" generated always as (fold_case(name)) stored;
drop index resource_name_name;
drop index resource_name_prefix;
create index resource_name_name on resource_name using gin (application_row_id, folded gin_trgm_ops) with (fastupdate = off);
create index resource_name_prefix on resource_name (application_row_id, folded, id);
-- Tags had been lower-cased by another rule.
update resource_name set tags = (
    select coalesce(string_agg(fold_case((tag ->> 'key') || '=' || (tag ->> 'value')), E'\n'), '')
    from jsonb_array_elements(device.tags) tag)
  from device where device.id = resource_name.id and resource_name.tags <> '';

-- One row for each later word of a name: the rest of the folded name from there on. Names in which a word begins with a text
-- are then one stretch of the index, and a search stops after the first hundred of half a million. The trigram index has
-- to find all of them first, and knows no order.
create table resource_word (
  application_row_id bigint not null,
  suffix text collate "C" not null,
  id text not null,
  primary key (application_row_id, suffix, id)
);

create function later_words(folded text) returns setof text language plpgsql immutable strict parallel safe as $$
declare
  rest text := translate(folded, E'-_./:,()\t\n\v\f\r', repeat(' ', 13));
  place integer := 1;
  gap integer;
begin
  loop
    gap := strpos(rest, ' ');
    exit when gap = 0;
    place := place + gap;
    rest := substr(rest, gap + 1);
    if rest <> '' and left(rest, 1) <> ' ' then
      return next substr(folded, place);
    end if;
  end loop;
end
$$;

insert into resource_word select application_row_id, suffix, id from resource_name, later_words(folded) suffix;

create function keep_resource_words() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    -- By the whole key: an index by id alone would cost every write as much as this one does.
    delete from resource_word
      where application_row_id = old.application_row_id and suffix = any(array(select later_words(old.folded))) and id = old.id;
  end if;
  if tg_op <> 'DELETE' then
    insert into resource_word select new.application_row_id, suffix, new.id from later_words(new.folded) suffix;
  end if;
  return null;
end
$$;
create trigger resource_words_of_row after insert or delete on resource_name
  for each row execute function keep_resource_words();
create trigger resource_words_of_name after update of name on resource_name
  for each row when (old.name is distinct from new.name) execute function keep_resource_words();
