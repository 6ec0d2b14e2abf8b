-- Data tables. The rows of each stand in a table of their own with typed columns and real indexes, made when the data table
-- is made (docs/decisions/0031): data_table_rows.t<data_table_row_id>, a column c<key> for each of its columns.
create schema data_table_rows;

create table data_table (
  data_table_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null,
  -- {key, name, dataType, constraint, defaultValue?}, in the order in which they were added.
  columns jsonb not null,
  -- The key of the next column: none is ever used again, so that what a removed column held cannot come back.
  next_column integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- When an export of the rows was last asked for.
  exported_at timestamptz
);
create index data_table_application on data_table (application_row_id, (fold_case(name) collate "C"));

-- How many rows a data table has, in several parts so that those who insert at the same time need not wait for each other.
create table data_table_size (
  data_table_row_id bigint not null references data_table on delete cascade,
  part smallint not null,
  rows bigint not null,
  primary key (data_table_row_id, part)
);

-- What a unique column of text is indexed by: an index takes no value longer than 2,700 bytes, and a text may be longer.
create function data_table_digest(given text) returns bytea language sql immutable strict parallel safe
  as $$ select sha256(convert_to(given, 'UTF8')) $$;
