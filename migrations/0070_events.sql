-- Events of applications (docs/contract/resources.md, "Events"). There may be a million in one application: every order in
-- which they are listed has an index, and how many there are of each level and state is kept beside them.
create table event (
  event_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  level text not null check (level in ('info', 'warning', 'error', 'critical')),
  -- Levels in their order.
  severity smallint not null generated always as
    (case level when 'info' then 1 when 'warning' then 2 when 'error' then 3 else 4 end) stored,
  state text not null check (state in ('new', 'acknowledged', 'resolved')),
  subject text not null,
  -- Filters and the order by subject ask without regard to case.
  folded_subject text collate "C" generated always as (fold_case(subject)) stored,
  message text not null,
  -- JSON as it came, digits included; nobody asks for what is in it.
  data text,
  device_id text,
  -- As it was called then: kept when the device is gone.
  device_name text,
  tags jsonb not null,
  source_type text not null,
  source_id text not null,
  source_name text,
  update_count integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index event_walk on event (application_row_id, event_row_id);
create index event_id on event (application_row_id, id);
create index event_created on event (application_row_id, created_at, event_row_id);
create index event_updated on event (application_row_id, updated_at, event_row_id);
create index event_subject on event (application_row_id, folded_subject, event_row_id);
create index event_state on event (application_row_id, state, created_at, event_row_id);
create index event_severity on event (application_row_id, severity, created_at, event_row_id);
create index event_standing on event (application_row_id, state, severity, created_at, event_row_id);
create index event_device on event (application_row_id, device_id, created_at, event_row_id);
create index event_subject_parts on event using gin (application_row_id, folded_subject gin_trgm_ops) with (fastupdate = off);
create index event_tags on event using gin (tags jsonb_path_ops) with (fastupdate = off);

-- What became of an event, in its order.
create table event_update (
  event_update_row_id bigint generated always as identity primary key,
  event_row_id bigint not null references event on delete cascade,
  source_type text not null,
  source_id text not null,
  source_name text,
  comment text,
  -- JSON as it came.
  data text,
  -- After the update; the state before it, where that was another.
  state text not null check (state in ('new', 'acknowledged', 'resolved')),
  old_state text check (old_state in ('new', 'acknowledged', 'resolved')),
  -- The tags that it changed, before and after: {"old": {…}, "new": {…}}.
  tags_change jsonb,
  created_at timestamptz not null
);
create index event_update_event on event_update (event_row_id, event_update_row_id);

-- How many events of a level and state an application has. Counting a million of them takes too long for every list.
create table event_tally (
  application_row_id bigint not null,
  state text not null,
  level text not null,
  count bigint not null,
  primary key (application_row_id, state, level)
);
create function keep_event_tally() returns trigger language plpgsql as $$
begin
  -- In one order, so that two transactions cannot wait for each other in a circle.
  if tg_op = 'INSERT' then
    insert into event_tally select application_row_id, state, level, count(*) from added group by 1, 2, 3 order by 1, 2, 3
      on conflict (application_row_id, state, level) do update set count = event_tally.count + excluded.count;
  elsif tg_op = 'DELETE' then
    insert into event_tally select application_row_id, state, level, -count(*) from removed group by 1, 2, 3 order by 1, 2, 3
      on conflict (application_row_id, state, level) do update set count = event_tally.count + excluded.count;
  else
    insert into event_tally
      select application_row_id, state, level, sum(change) from (
          select application_row_id, state, level, 1 as change from added
          union all select application_row_id, state, level, -1 from removed) changed
        group by 1, 2, 3 having sum(change) <> 0 order by 1, 2, 3
      on conflict (application_row_id, state, level) do update set count = event_tally.count + excluded.count;
  end if;
  return null;
end
$$;
create trigger event_tally_added after insert on event referencing new table as added
  for each statement execute function keep_event_tally();
create trigger event_tally_removed after delete on event referencing old table as removed
  for each statement execute function keep_event_tally();
create trigger event_tally_changed after update on event referencing old table as removed new table as added
  for each statement execute function keep_event_tally();

-- When an application has used up its allowance of new events (SIGNALBOX_EVENT_LIMIT), for all servers together.
create table event_allowance (
  application_row_id bigint primary key references application on delete cascade,
  -- When all of it is there again.
  full_at timestamptz not null
);

-- Changes of many events, done step by step in the background (src/platform/durable).
create table event_change (
  event_change_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  -- Which events, and what becomes of each.
  selection jsonb not null,
  patch text not null,
  source_type text not null,
  source_id text not null,
  source_name text,
  -- Only events that were there when it was asked for; the last one that has been looked at.
  last_event_row_id bigint not null,
  done_event_row_id bigint not null default 0,
  changed bigint not null default 0,
  state text not null check (state in ('pending', 'running', 'done', 'failed')),
  attempts integer not null default 0,
  error text,
  next_attempt_at timestamptz,
  claim text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index event_change_application on event_change (application_row_id);
create index event_change_open on event_change (event_change_row_id) where state in ('pending', 'running');
create index event_change_age on event_change (updated_at);
create table event_change_turn (
  application_row_id bigint primary key references application on delete cascade,
  served_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0
);
