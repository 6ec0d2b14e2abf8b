-- Connections to other systems (docs/contract/resources.md, "Integrations").
create table integration (
  integration_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  integration_type text not null check (integration_type in ('mqtt', 'googlePubSub', 'particle', 'meridian')),
  enabled boolean not null,
  topics jsonb not null,
  -- The one configuration that fits the type; its secrets are sealed.
  config jsonb not null,
  outbox jsonb not null,
  -- Grows with every change that the connection must be made anew for.
  revision integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index integration_application on integration (application_row_id);

-- Who holds the connection, and what it has said of it. A table of its own, since it changes all the time.
create table integration_link (
  integration_row_id bigint primary key references integration on delete cascade,
  -- The server process that holds it, until the lease ends.
  holder text,
  lease_until timestamptz,
  connected boolean not null default false,
  -- The integration as it was when it was connected: another revision is not.
  connected_revision integer not null default 0,
  connected_at timestamptz,
  disconnected_at timestamptz,
  disconnect_error text,
  next_attempt_at timestamptz,
  last_keep_alive timestamptz,
  received bigint not null default 0,
  dropped bigint not null default 0,
  published bigint not null default 0,
  discarded bigint not null default 0,
  -- What is in the outbox, so that its bound is one condition of one row.
  waiting integer not null default 0,
  waiting_bytes bigint not null default 0,
  -- What a session that the other broker keeps is subscribed to.
  subscribed_topics jsonb not null default '[]'
);
create index integration_link_holder on integration_link (holder) where holder is not null;

-- What is published through an integration and has not been handed over yet.
create table integration_message (
  integration_message_row_id bigint generated always as identity primary key,
  integration_row_id bigint not null references integration on delete cascade,
  application_row_id bigint not null references application on delete cascade,
  topic text not null,
  payload bytea not null,
  qos smallint not null,
  retain boolean not null,
  attributes jsonb not null,
  bytes integer not null,
  -- Whether whoever published it waits to hear what became of it.
  awaited boolean not null,
  attempts integer not null default 0,
  -- Set when it was given up while somebody waits for it.
  error text,
  expires_at timestamptz not null,
  created_at timestamptz not null
);
create index integration_message_order on integration_message (integration_row_id, integration_message_row_id);
create index integration_message_application on integration_message (application_row_id);
create index integration_message_expiry on integration_message (expires_at);

-- Subscriptions that were made at Google Pub/Sub. They outlive integration and application until they are removed there, so
-- they refer to neither.
create table pubsub_subscription (
  pubsub_subscription_row_id bigint generated always as identity primary key,
  integration_id text not null,
  project_id text not null,
  topic text not null,
  -- Sealed.
  key_json text not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  unique (integration_id, project_id, topic)
);
