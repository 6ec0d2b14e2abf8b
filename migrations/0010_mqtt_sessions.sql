-- What the broker keeps for devices: persistent sessions, the messages on their way to them, and retained messages.

create table mqtt_session (
  id text primary key,
  application_key bigint not null references application on delete cascade,
  -- A device has one session at most.
  client_id text not null unique references device (id) on delete cascade
);
create index mqtt_session_application on mqtt_session (application_key);

-- Topics and filters may have 65 535 bytes, more than an index takes: they are found by their SHA-256.
create table mqtt_subscription (
  session_id text not null references mqtt_session on delete cascade,
  filter_hash bytea not null,
  filter text not null,
  qos integer not null,
  primary key (session_id, filter_hash)
);

create table mqtt_delivery (
  session_id text not null references mqtt_session on delete cascade,
  -- The order in which the client gets them.
  sequence bigint not null,
  packet_id integer not null,
  topic text not null,
  payload bytea not null,
  qos integer not null,
  retain boolean not null,
  -- It may have reached the client: sent again, it carries DUP.
  sent boolean not null,
  -- The client has said that it has it (QoS 2): what is left to be sent is PUBREL.
  released boolean not null default false,
  primary key (session_id, sequence)
);

-- Packet ids of QoS 2 messages that have been taken and not yet been released by the client.
create table mqtt_incoming (
  session_id text not null references mqtt_session on delete cascade,
  packet_id integer not null,
  primary key (session_id, packet_id)
);

create table mqtt_retained (
  application_key bigint not null references application on delete cascade,
  topic_hash bytea not null,
  topic text not null,
  payload bytea not null,
  qos integer not null,
  primary key (application_key, topic_hash)
);
