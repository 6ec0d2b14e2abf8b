-- Servers that share this database, each with a lease by the database's clock. A server that starts again is another node.
create table node (
  id text primary key,
  started_at timestamptz not null default now(),
  -- Renewed only while it has not run out: whoever was late is dead, and comes back under another id.
  lease_until timestamptz not null,
  -- Which node does for a dead one what is left to do, and until when it may take before another one may.
  successor text,
  succession_until timestamptz
);

-- The node that has the device's connection; null: a server that has the database for itself, or none.
alter table device add column connected_node text;
create index device_connected_node on device (connected_node) where connected_node is not null;

create or replace view device_directory as
  select device_row_id, id, application_row_id, name, device_class, gateway_id, parent_id, system_interval, keep_duplicates,
    tags, attributes, connected, connected_by_broker, deleted_at, connected_node
  from device;

-- The node that has the connection whose will it is; null as above.
alter table mqtt_will add column connected_node text;
create index mqtt_will_connected_node on mqtt_will (connected_node) where connected_node is not null;

-- Fails a transaction of a node whose lease has run out. The row stays locked until the transaction ends, so that nobody takes
-- over meanwhile what it writes about.
create function require_node(wanted text) returns void language plpgsql as $$
begin
  perform from node where id = wanted and lease_until > clock_timestamp() for share;
  if not found then
    raise exception 'the lease of this server has run out' using errcode = 'SB001';
  end if;
end
$$;
