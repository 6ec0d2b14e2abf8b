-- Data of devices that is to be removed and is not gone yet. A row is written with the answer that promises it, and
-- deleted when the work is done: what a crash interrupts goes on after the next start.
create table device_data_removal (
  device_data_removal_key bigint generated always as identity primary key,
  device_key bigint not null references device on delete cascade,
  -- Epoch ms, both included.
  start_time bigint not null,
  end_time bigint not null,
  -- Names of the attributes whose values go; null: whole states.
  attributes jsonb,
  removes_commands boolean not null default false,
  removes_connections boolean not null default false
);
create index device_data_removal_device on device_data_removal (device_key);
