-- Rows that come as a CSV file: the file is kept in pieces until the last of its rows is stored, so that any server can do or
-- go on with the work (src/platform/durable).
create table data_table_import (
  data_table_import_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  data_table_row_id bigint not null references data_table on delete cascade,
  -- Who asked, as usage counts say it.
  source text not null,
  state text not null check (state in ('receiving', 'pending', 'running', 'done', 'failed')),
  bytes bigint not null default 0,
  -- Of the file, in all and those that are stored or have been refused: the work goes on after them.
  records bigint not null default 0,
  done bigint not null default 0,
  inserted bigint not null default 0,
  refused bigint not null default 0,
  -- The first of those refused: {line, message}.
  problems jsonb not null default '[]',
  -- Of the first rows that were stored.
  row_ids text[] not null default '{}',
  attempts integer not null default 0,
  error text,
  next_attempt_at timestamptz,
  claim text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz
);
create index data_table_import_table on data_table_import (data_table_row_id, data_table_import_row_id);
create index data_table_import_application on data_table_import (application_row_id);
create index data_table_import_open on data_table_import (data_table_import_row_id) where state in ('pending', 'running');

create table data_table_import_piece (
  data_table_import_row_id bigint not null references data_table_import on delete cascade,
  number integer not null,
  content bytea not null,
  primary key (data_table_import_row_id, number)
);

-- Whose turn it is among the applications.
create table data_table_import_turn (
  application_row_id bigint primary key references application on delete cascade,
  served_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0
);
