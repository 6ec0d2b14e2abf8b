-- Exports and telling of them are durable work as archives are (src/platform/durable): claims, back-off and turns between
-- applications in tables of their own, where two queues of pg-boss held one job after the other.
alter table data_export
  add column next_attempt_at timestamptz,
  add column claim text,
  add column lease_until timestamptz,
  add column updated_at timestamptz;
update data_export set updated_at = coalesce(finished_at, created_at);
alter table data_export alter column updated_at set not null;
create index data_export_open on data_export (data_export_row_id) where state in ('pending', 'running');

-- Telling whoever asked that an export has ended, by mail or callback.
create table export_delivery (
  data_export_row_id bigint primary key references data_export on delete cascade,
  application_row_id bigint not null references application on delete cascade,
  state text not null check (state in ('pending', 'sending', 'delivered', 'failed')),
  attempts integer not null default 0,
  error text,
  next_attempt_at timestamptz,
  claim text,
  lease_until timestamptz,
  updated_at timestamptz not null
);
create index export_delivery_application on export_delivery (application_row_id);
create index export_delivery_open on export_delivery (data_export_row_id) where state in ('pending', 'sending');
insert into export_delivery (data_export_row_id, application_row_id, state, attempts, error, updated_at)
  select data_export_row_id, application_row_id, coalesce(delivery, 'pending'), delivery_attempts, delivery_error, updated_at
  from data_export
  where state in ('done', 'failed') and (email is not null or callback_url is not null);
alter table data_export
  drop column delivery_attempts,
  drop column delivery,
  drop column delivery_error;

-- Whose turn it is among the applications, in each of the two queues.
create table export_turn (
  application_row_id bigint primary key references application on delete cascade,
  served_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0
);
insert into export_turn (application_row_id) select distinct application_row_id from data_export;
create table export_delivery_turn (like export_turn including all);
alter table export_delivery_turn add foreign key (application_row_id) references application on delete cascade;
insert into export_delivery_turn (application_row_id) select distinct application_row_id from export_delivery;

-- What waited there waits here now.
do $$
begin
  if to_regclass('jobs.job') is not null then
    delete from jobs.job where name in ('export.run', 'export.deliver');
  end if;
end
$$;
