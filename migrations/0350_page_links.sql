-- Read-only links to a page of the console (docs/contract/resources.md, "Page links"). What opens one is kept as its SHA-256
-- only. A link is of certain devices and attributes; whoever has it reads their series and newest values, and nothing else.
create table page_link (
  page_link_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  -- The search part of the page's address: range, resolution, and what else its maker looked at.
  view text not null,
  device_ids jsonb not null,
  device_tags jsonb not null,
  -- Null: whatever attributes the devices have.
  attributes jsonb,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index page_link_application on page_link (application_row_id, name);
