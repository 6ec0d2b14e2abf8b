-- Sessions of MQTT clients where several servers share this database (decision 0039): a server that has it for itself writes
-- to neither table.

-- Which of the servers had the last connection of a client, and how many CONNECTs of it there have been: whatever a server writes
-- of the client's session is written only while that number is its own.
create table mqtt_client (
  client_id text primary key references device (id) on delete cascade,
  connected_node text not null,
  -- The one before, where the client came from.
  former_node text,
  generation bigint not null
);

-- Messages for a session from servers that do not have its client: whoever has it, or gets it, moves them to mqtt_delivery.
create table mqtt_inbox (
  session_id text not null references mqtt_session on delete cascade,
  -- Grows from message to message of one publisher.
  number bigint generated always as identity,
  topic text not null,
  payload bytea not null,
  qos integer not null,
  primary key (session_id, number)
);

-- Fails a transaction that writes of sessions which another server has by now. Neither these clients nor the others change
-- hands until it ends; all are locked in one order, so that no two transactions wait for each other.
create function require_clients(clients text[], generations bigint[], others text[]) returns void language plpgsql as $$
begin
  perform from mqtt_client where client_id = any(clients || others) order by client_id for share;
  if exists (
    select from unnest(clients, generations) as wanted (client_id, generation)
    where not exists (
      select from mqtt_client as held where held.client_id = wanted.client_id and held.generation = wanted.generation
    )
  ) then
    raise exception 'another server has the session' using errcode = 'SB002';
  end if;
end
$$;
