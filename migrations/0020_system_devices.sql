-- System devices: up to which interval's end each has been computed.
create table system_run (
  device_key bigint primary key references device on delete cascade,
  computed_until bigint not null
) with (fillfactor = 50);
create index device_systems on device (device_key) where device_class = 'system' and deleted_at is null;
create index device_parent on device (parent_id) where parent_id is not null and deleted_at is null;

-- Whether the device is connected to our broker, and not only said to be connected over REST: what a restart ends.
alter table device add column connected_by_broker boolean not null default false;
update device set connected_by_broker = true where connected;
