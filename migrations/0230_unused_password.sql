-- The password that the server has made for its first administrator, sealed, until somebody has logged in with it: it is
-- shown again at the next start, as whoever started the server may not have seen it.
alter table app_user add column unused_password text;
