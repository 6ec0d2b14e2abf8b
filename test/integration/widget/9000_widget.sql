-- A throw-away resource: docs/add-a-resource.md shows how one is added.
create table widget (
  widget_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null default '',
  device_id text,
  sealed_pin_secret text,
  created_at timestamptz not null default now()
);
create index widget_application on widget (application_row_id);
