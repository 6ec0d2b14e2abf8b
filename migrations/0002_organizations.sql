-- Organisations with their members, what people may do, and the record of who changed what.

alter table app_user
  add column title text,
  add column phone_number text,
  add column location text,
  add column url text,
  -- Tokens made before this moment no longer work.
  add column token_cutoff timestamptz,
  -- Sealed with the installation's secret key; null: off.
  add column two_factor_key text,
  -- The newest 30-second step whose code has been used: a code works once.
  add column two_factor_step bigint,
  -- How long the states of the user's own applications are kept, in ms; null: for ever.
  add column data_ttl bigint;

create table organization (
  organization_key bigint generated always as identity primary key,
  id text not null unique,
  name text not null,
  description text not null default '',
  billing_email text,
  icon_color text,
  data_ttl bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table organization_member (
  organization_key bigint not null references organization on delete cascade,
  user_key bigint not null references app_user on delete cascade,
  role text not null check (role in ('admin', 'edit', 'collaborate', 'view', 'none')),
  -- [{"resourceId": "<application id>", "role": "collaborate" | "view" | "none"}]
  application_roles jsonb not null default '[]',
  dashboard_roles jsonb not null default '[]',
  created_at timestamptz not null,
  primary key (organization_key, user_key)
);
create index organization_member_user on organization_member (user_key);

create table organization_invite (
  organization_invite_key bigint generated always as identity primary key,
  id text not null unique,
  organization_key bigint not null references organization on delete cascade,
  email text not null,
  role text not null check (role in ('admin', 'edit', 'collaborate', 'view', 'none')),
  application_roles jsonb not null default '[]',
  dashboard_roles jsonb not null default '[]',
  disallow_transfer boolean not null default false,
  -- Whether whoever accepts may get an account by it: only what an administrator of the installation may give away.
  creates_account boolean not null default false,
  -- SHA-256 of the random token in the invitation's link.
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create unique index organization_invite_email on organization_invite (organization_key, lower(email));

alter table access_token
  add column organization_key bigint references organization on delete cascade,
  -- The address that a person logged in from.
  add column created_from text;
create index access_token_organization on access_token (organization_key) where organization_key is not null;

-- One row per change made through the API, written in the transaction of the change. Names are as they were then.
create table audit_log (
  audit_log_key bigint generated always as identity primary key,
  id text not null unique,
  owner_type text not null check (owner_type in ('user', 'organization')),
  owner_id text not null,
  created_at timestamptz not null,
  actor_type text not null,
  actor_id text not null,
  actor_name text not null,
  primary_type text,
  primary_id text,
  primary_name text,
  secondary_type text,
  secondary_id text,
  secondary_name text,
  -- The action, as `resource` and `verb` of its name.
  resource text not null,
  action text not null,
  path_parameters jsonb not null,
  query_parameters jsonb not null,
  -- Without secrets.
  body jsonb,
  status integer not null,
  address text not null,
  request_id text not null
);
create index audit_log_owner on audit_log (owner_id, created_at desc, audit_log_key desc);
