-- Archive jobs as people see them, one per application and UTC day. What was archived before has no manifest, so it is
-- archived once more: the tables start over.

delete from archive_object;
alter table archive_object
  drop constraint archive_object_pkey,
  add column device_id text not null,
  add column device_name text not null,
  -- [{"name": "...", "dataType": "..."}]
  add column columns jsonb not null,
  add column first_time bigint not null,
  add column last_time bigint not null,
  -- What the object was written to and how, as a digest: an object of another target or format is not there for this one.
  add column target text not null,
  -- The run of the day that has confirmed it last.
  add column run integer not null,
  add primary key (application_key, day, device_id);
-- Retention asks for the days of one device.
create index archive_object_device on archive_object (device_key, day);

alter table archive_day
  drop constraint archive_day_state_check,
  drop column job_id,
  add column id text,
  -- 0: the night's day, 1: asked for by its date, 2: backfill. Lower goes first.
  add column priority smallint not null default 2,
  add column devices_done integer not null default 0,
  add column devices_total integer not null default 0,
  add column next_attempt_at timestamptz,
  -- Who is at work on it, and until when that holds without a sign of life.
  add column claim text,
  add column lease_until timestamptz,
  -- Counts how often the day has been archived from the start.
  add column run integer not null default 1,
  -- Retention has removed some of the day's states: it must not be written again, for it would be written with less.
  add column thinned boolean not null default false;
update archive_day set state = 'pending', attempts = 0, objects = 0, rows = 0, bytes = 0, error = null,
  id = substr(md5(random()::text || application_key || '-' || day), 1, 24);
alter table archive_day
  alter column id set not null,
  add constraint archive_day_id unique (id),
  add constraint archive_day_state_check
    check (state in ('pending', 'exporting', 'uploaded', 'verified', 'failed', 'cancelled'));
create index archive_day_open on archive_day (priority, day)
  where state in ('pending', 'exporting', 'uploaded', 'failed');

-- Whose turn it is among the applications, and up to which day the nightly run has come.
create table archive_turn (
  application_key bigint primary key references application on delete cascade,
  served_at timestamptz,
  -- The target has failed: nothing of the application is tried before this moment.
  not_before timestamptz,
  -- Attempts that have failed since the last one that did not.
  failures integer not null default 0,
  nightly_through bigint
);
insert into archive_turn (application_key) select distinct application_key from archive_day;
