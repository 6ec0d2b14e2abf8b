-- What an administrator has set for an application, or for all of an owner's, other than the settings say.
create table limit_override (
  limit_override_row_id bigint generated always as identity primary key,
  application_row_id bigint references application on delete cascade,
  organization_row_id bigint references organization on delete cascade,
  user_row_id bigint references app_user on delete cascade,
  name text not null,
  -- As the setting has it: 100, 30/15s, off.
  value text not null,
  check (num_nonnulls(application_row_id, organization_row_id, user_row_id) = 1),
  unique (application_row_id, name),
  unique (organization_row_id, name),
  unique (user_row_id, name)
);

-- What applications have used of limits on a rate or a day, for all servers together and by the database's clock.
create table limit_use (
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  -- Of a rate: when all of it is there again.
  full_at timestamptz,
  -- Of a limit on a day: the UTC day, and what was used in it.
  day date,
  used bigint not null default 0,
  -- What the taking that wrote the row last has got.
  granted bigint not null default 0,
  primary key (application_row_id, name)
);

insert into limit_use (application_row_id, name, full_at) select application_row_id, 'events', full_at from event_allowance;
drop table event_allowance;
