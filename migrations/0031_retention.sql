-- How long states are kept, beside what the owner says: shorter for one application, and for single attributes of a
-- device ("dataTTL" inside device.attributes).
alter table application add column data_ttl bigint;

-- Up to which time the values of an attribute with a dataTTL of its own have been removed.
create table attribute_sweep (
  device_key bigint not null references device on delete cascade,
  attribute_key integer not null,
  swept_until bigint not null,
  primary key (device_key, attribute_key)
);
