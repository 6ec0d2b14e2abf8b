-- A server that stands still in the middle of a transaction, or whose cable was pulled, keeps its locks until its session ends: for a
-- minute, in which a client that it was about to take could not connect anywhere, nor any other that came to the same server at that
-- moment. It has no lease by then. So a transaction that rests on the lease ends when nothing is heard for ten seconds, after which
-- the server has stopped to serve by its own clock. Only the key of the row is locked, which is enough to keep successors away and lets
-- the server renew its lease meanwhile: one that waited for the locks of another lost its own.
create or replace function require_node(wanted text) returns void language plpgsql as $$
begin
  perform from node where id = wanted and lease_until > clock_timestamp() for key share;
  if not found then
    raise exception 'the lease of this server has run out' using errcode = 'SB001';
  end if;
  perform set_config('idle_in_transaction_session_timeout', '10000', true);
end
$$;
