-- The first schema. Internal bigint keys join rows; 24-hex ids exist only at the border.
-- Times of state are epoch milliseconds in bigint: exact, compact, and bucketed with integer arithmetic.

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create table app_user (
  user_key bigint generated always as identity primary key,
  id text not null unique,
  email text not null,
  password_hash text not null,
  first_name text,
  last_name text,
  company_name text,
  is_administrator boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  password_updated_at timestamptz not null
);
create unique index app_user_email on app_user (lower(email));

create table application (
  application_key bigint generated always as identity primary key,
  id text not null unique,
  owner_type text not null check (owner_type in ('user', 'organization')),
  owner_id text not null,
  name text not null,
  description text not null default '',
  endpoint_slug text,
  exp_user_token_cutoff timestamptz,
  endpoint_default_cors boolean not null default true,
  globals jsonb not null default '[]',
  ftue_tracking jsonb not null default '[]',
  archive_config jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Set the moment a delete is answered: from then on no caller sees the row, and a job removes what hangs on it.
  deleted_at timestamptz
);
create unique index application_endpoint_slug on application (endpoint_slug) where deleted_at is null;
create index application_owner on application (owner_id, lower(name)) where deleted_at is null;

create table device (
  device_key bigint generated always as identity primary key,
  id text not null unique,
  application_key bigint not null references application on delete cascade,
  name text not null,
  description text not null default '',
  device_class text not null default 'standalone',
  gateway_id text,
  parent_id text,
  system_interval integer,
  keep_duplicates boolean not null default false,
  tags jsonb not null default '[]',
  -- Every attribute the device has had: [{"key": 1, "name": "...", "dataType": "...", "retired": false, ...}].
  -- "key" names the attribute inside device_state.data, so changing a type simply takes a new key.
  attributes jsonb not null default '[]',
  -- null: has never connected
  connected boolean,
  connection_changed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create index device_application on device (application_key, lower(name)) where deleted_at is null;
create index device_tags on device using gin (tags jsonb_path_ops);
create index device_gateway on device (gateway_id) where gateway_id is not null and deleted_at is null;

create table access_key (
  access_key_key bigint generated always as identity primary key,
  id text not null unique,
  application_key bigint not null references application on delete cascade,
  key text not null unique,
  -- SHA-256: the secret is 256 random bits made by us, so a slow hash would only slow down reconnecting fleets.
  secret_hash bytea not null,
  status text not null default 'active' check (status in ('active', 'inactive')),
  description text not null default '',
  device_ids jsonb not null default '[]',
  device_tags jsonb not null default '[]',
  filter_type text not null default 'all',
  pub_topics jsonb not null default '[]',
  sub_topics jsonb not null default '[]',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index access_key_application on access_key (application_key, created_at);

-- Bearer tokens of every kind; only API tokens are listed to people.
create table access_token (
  access_token_key bigint generated always as identity primary key,
  id text not null unique,
  hash bytea not null unique,
  kind text not null check (kind in ('user', 'userApi', 'organizationApi', 'applicationApi', 'device')),
  user_key bigint references app_user on delete cascade,
  application_key bigint references application on delete cascade,
  device_key bigint references device on delete cascade,
  access_key_key bigint references access_key on delete cascade,
  scopes jsonb not null,
  name text not null default '',
  description text not null default '',
  status text not null default 'active' check (status in ('active', 'inactive')),
  creator_type text not null,
  creator_id text not null,
  creator_name text not null default '',
  expires_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index access_token_application on access_token (application_key, kind);
create index access_token_user on access_token (user_key) where user_key is not null;
create index access_token_device on access_token (device_key) where device_key is not null;
create index access_token_key on access_token (access_key_key) where access_key_key is not null;
create index access_token_expiry on access_token (expires_at) where expires_at is not null;

-- One row per device and millisecond. Partitions (one week each, named device_state_<week number since the epoch>)
-- are made by the server before they are needed.
create table device_state (
  device_key bigint not null,
  time bigint not null,
  -- {"<attribute key>": value}
  data jsonb not null,
  primary key (device_key, time)
) partition by range (time);

-- The newest value of every attribute: {"<attribute key>": {"t": <epoch ms>, "v": <value>}}.
create table device_last_value (
  device_key bigint primary key,
  -- Bounds of the "t"s inside data: a report newer than all of them is merged without looking at each attribute.
  oldest bigint not null,
  newest bigint not null,
  data jsonb not null
) with (fillfactor = 70);

-- Keeps, attribute by attribute, whichever of the two values is newer; on a tie the incoming one.
create function merge_last_values(stored jsonb, incoming jsonb) returns jsonb language sql immutable as $$
  select stored || coalesce(
    (select jsonb_object_agg(key, value) from jsonb_each(incoming)
     where not stored ? key or (stored -> key ->> 't')::bigint <= (value ->> 't')::bigint),
    '{}'::jsonb)
$$;

create table device_command (
  device_command_key bigint generated always as identity primary key,
  device_key bigint not null references device on delete cascade,
  time bigint not null,
  name text not null,
  payload jsonb
);
create index device_command_device on device_command (device_key, time desc);

create table device_connection_log (
  device_connection_log_key bigint generated always as identity primary key,
  device_key bigint not null references device on delete cascade,
  time bigint not null,
  connected boolean not null,
  disconnect_reason text,
  messages_from_client bigint,
  messages_to_client bigint
);
create index device_connection_log_device on device_connection_log (device_key, time desc);

-- Usage, per UTC hour (epoch ms of its start). The first table answers the common question in a few hundred rows
-- whatever the traffic was; the second breaks the same numbers down by device (0: no device).
create table payload_count (
  application_key bigint not null,
  hour bigint not null,
  type text not null,
  source text not null,
  count bigint not null,
  primary key (application_key, hour, type, source)
) with (fillfactor = 70);

create table payload_count_by_device (
  application_key bigint not null,
  device_key bigint not null,
  hour bigint not null,
  type text not null,
  source text not null,
  count bigint not null,
  primary key (application_key, hour, device_key, type, source)
) with (fillfactor = 70);

-- Every named resource of an application, written in the transaction that writes the resource.
create table resource_name (
  application_key bigint not null,
  type text not null,
  id text not null,
  name text not null,
  descriptor text not null default '',
  -- lower-cased "key=value" lines of a device's tags, else ''
  tags text not null default '',
  primary key (id)
);
create index resource_name_name on resource_name using gin (application_key, lower(name) gin_trgm_ops);
create index resource_name_tags on resource_name using gin (application_key, tags gin_trgm_ops) where tags <> '';
create index resource_name_prefix on resource_name (application_key, lower(name) text_pattern_ops);
create index resource_name_id on resource_name (application_key, id text_pattern_ops);

-- How many resources of each type an application has, kept by the same code as resource_name.
create table resource_count (
  application_key bigint not null,
  type text not null,
  count bigint not null,
  primary key (application_key, type)
);

-- One row per application and archived (or to be archived) UTC day.
create table archive_day (
  application_key bigint not null references application on delete cascade,
  day bigint not null,
  state text not null check (state in ('pending', 'exporting', 'succeeded', 'failed')),
  job_id text,
  attempts integer not null default 0,
  objects integer not null default 0,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (application_key, day)
);

-- One row per object that has been confirmed at the target.
create table archive_object (
  application_key bigint not null,
  day bigint not null,
  device_key bigint not null,
  object_key text not null,
  rows bigint not null,
  bytes bigint not null,
  sha256 text not null,
  written_at timestamptz not null,
  primary key (application_key, day, device_key)
);

-- Facts about this installation, such as the id of the application that watches the server itself.
create table installation (
  name text primary key,
  value jsonb not null
);
