-- Wills of connected devices, kept from before CONNACK until the connection ends: after a crash they are published at the next start.
create table mqtt_will (
  -- Of the connection: one that takes over from another keeps a will of its own.
  id text primary key,
  client_id text not null references device (id) on delete cascade,
  -- What the connection rests on: "key <access key>" or "certificate <fingerprint>".
  access text not null,
  topic text not null,
  payload bytea not null,
  qos integer not null,
  retain boolean not null
);
create index mqtt_will_client on mqtt_will (client_id);
