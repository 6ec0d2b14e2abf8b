-- Exports that were asked for: what is in them, how far they are, and until when the file can be fetched.
create table data_export (
  data_export_key bigint generated always as identity primary key,
  id text not null unique,
  application_key bigint not null references application on delete cascade,
  kind text not null check (kind in ('states', 'devices')),
  -- Who asked, as `<kind of caller>:<id>`: devices see their own exports only.
  requested_by text not null,
  request jsonb not null,
  -- Where people reach this server, for the link.
  base_url text not null,
  email text,
  callback_url text,
  state text not null check (state in ('pending', 'running', 'done', 'failed')),
  attempts integer not null default 0,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  error text,
  -- What became of the mail or the call: null until it was tried.
  delivery_attempts integer not null default 0,
  delivery text check (delivery in ('delivered', 'failed')),
  delivery_error text,
  -- SHA-256 of the token in the link, and the token itself under the installation's secret key.
  token_hash bytea unique,
  sealed_token text,
  created_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz
);
create index data_export_application on data_export (application_key, created_at desc);
create index data_export_expiry on data_export (created_at);
