-- Webhooks: addresses of an application that anybody who knows one may call. The token is the address: whoever may read the
-- webhook is shown it, so it is kept as it is. The password of basic authentication is sealed.
create table webhook (
  webhook_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null,
  token text not null unique,
  enabled boolean not null,
  response_code integer not null check (response_code between 100 and 599),
  verification_type text not null check (verification_type in ('none', 'facebook', 'fitbit', 'twilio', 'alexa')),
  verification_code text not null,
  wait_for_reply boolean not null,
  basic_auth_username text not null,
  sealed_basic_auth_password text,
  cast_buffers_as text not null check (cast_buffers_as in ('array', 'binary', 'utf8', 'base64', 'hex')),
  annotate_multipart boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index webhook_application on webhook (application_row_id, name);

-- The last calls of each webhook, for whoever looks for the reason of something. `request` is the text of a JSON value, not a
-- jsonb: what strangers send may hold characters that a jsonb cannot.
create table webhook_call (
  webhook_call_row_id bigint generated always as identity primary key,
  webhook_row_id bigint not null references webhook on delete cascade,
  id text not null unique,
  called_at timestamptz not null,
  address text not null,
  method text not null,
  path text not null,
  request text not null,
  body_bytes integer not null,
  response_code integer
);
create index webhook_call_webhook on webhook_call (webhook_row_id, webhook_call_row_id);

-- Requests that wait for a reply, on whatever server holds them. The row is there as long as the request waits; the first
-- reply, on whatever server it is given, leaves its answer in it.
create table webhook_wait (
  reply_id text primary key,
  application_row_id bigint not null references application on delete cascade,
  expires_at timestamptz not null,
  answer text
);
create index webhook_wait_application on webhook_wait (application_row_id, expires_at);
