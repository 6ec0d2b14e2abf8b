-- Bundles of applications (resources.md, "Export, import, clone, templates").

-- Text of its own table: lists of applications do not carry it along.
create table application_readme (
  application_row_id bigint primary key references application on delete cascade,
  content text not null,
  author_type text not null,
  author_id text not null,
  updated_at timestamptz not null
);

alter table application add column applied_template_ids text[] not null default '{}';

-- One bundle on its way in. Its records are stored in one transaction; rows of data tables and contents of files follow by
-- durable work (src/platform/durable), one entry of the bundle after the other, each exactly once.
create table application_import (
  application_import_row_id bigint generated always as identity primary key,
  id text not null unique,
  -- Of whom one bundle at a time is taken.
  owner_type text not null,
  owner_id text not null,
  -- Null while the bundle is being received and read.
  application_row_id bigint references application on delete cascade,
  state text not null check (state in ('receiving', 'pending', 'running', 'done', 'failed')),
  -- What there was in the bundle, by its kinds, and what is said of it.
  counts jsonb not null default '{}',
  problems jsonb not null default '[]',
  problem_count integer not null default 0,
  -- The entries whose contents follow, and what their placeholders stand for.
  plan jsonb not null default '{}',
  contents integer not null default 0,
  done integer not null default 0,
  email text,
  source text not null,
  attempts integer not null default 0,
  error text,
  next_attempt_at timestamptz,
  claim text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz
);
create index application_import_application on application_import (application_row_id);
create index application_import_open on application_import (owner_type, owner_id)
  where state in ('receiving', 'pending', 'running');

-- The bundle, for as long as contents of it are to be stored.
create table application_import_piece (
  application_import_row_id bigint not null references application_import on delete cascade,
  number integer not null,
  content bytea not null,
  primary key (application_import_row_id, number)
);
alter table application_import_piece alter column content set storage external;

-- Whose turn it is among the applications.
create table application_import_turn (
  application_row_id bigint primary key references application on delete cascade,
  served_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0
);
