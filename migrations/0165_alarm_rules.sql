-- Alarm rules (docs/contract/resources.md, "Alarm rules"): a device is silent, or an attribute is beyond a limit.
create table alarm_rule (
  alarm_rule_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null,
  enabled boolean not null,
  kind text not null check (kind in ('silence', 'threshold')),
  level text not null check (level in ('info', 'warning', 'error', 'critical')),
  subject text not null,
  -- One device, or those with any of the tags; neither: all devices of the application.
  device_id text,
  device_tags jsonb not null,
  -- How long it must last, in ms.
  hold_ms bigint not null check (hold_ms >= 0),
  include_never_reported boolean not null,
  attribute text,
  operator text check (operator in ('above', 'below', 'equals', 'notEquals')),
  -- A number, text or boolean; the number behind which an alarm ends, where it is another.
  limit_value jsonb,
  clear_limit double precision,
  -- Another one with each change of what is watched for: what was found under a former one no longer counts.
  version integer not null default 1,
  -- When this version began, in ms: nobody is silent for what was before it.
  armed_at bigint not null,
  -- Whether devices are still to be looked through for this version.
  is_pending boolean not null default true,
  -- Gone for everybody; its open events are still to be resolved.
  deleted_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index alarm_rule_application on alarm_rule (application_row_id, name);
create index alarm_rule_pending on alarm_rule (alarm_rule_row_id) where is_pending;

-- How a rule stands with a device. Written in the transaction that stores a report; an attribute that has never been beyond
-- its limit has no row. It refers to nothing: a report must not fail because a rule or a device has just gone.
create table alarm_state (
  alarm_rule_row_id bigint not null,
  version integer not null,
  device_row_id bigint not null,
  application_row_id bigint not null,
  kind text not null,
  -- Ms since the epoch: since when the attribute is beyond its limit, or from when silence is counted.
  since bigint,
  since_value jsonb,
  -- When it ended, as long as that is still to be told.
  cleared bigint,
  cleared_value jsonb,
  -- Why it ends other than by what the device sends.
  ending text,
  -- When something is to be done about it, in ms.
  due bigint,
  -- The event that it has opened and not resolved.
  event_id text,
  primary key (alarm_rule_row_id, version, device_row_id)
) with (fillfactor = 80);
create index alarm_state_due on alarm_state (application_row_id, due) where due is not null;
create index alarm_state_silent on alarm_state (device_row_id) where kind = 'silence' and event_id is not null;

create index alarm_state_beyond on alarm_state (alarm_rule_row_id) where kind = 'threshold' and since is not null;

-- When devices that are watched for silence were last heard, in ms by the server's clock; null: not since it is watched.
create table alarm_heard (
  device_row_id bigint primary key,
  application_row_id bigint not null,
  heard bigint
) with (fillfactor = 80);
create index alarm_heard_application on alarm_heard (application_row_id);

-- One row: whether the rules are looked after. While no server is up, no device can be heard.
create table alarm_clock (
  is_only boolean primary key default true check (is_only),
  beat_at timestamptz not null,
  -- Since when some server has been up without a gap, in ms.
  up_since bigint not null,
  -- Another one with each change of a rule, so that every server reads them again.
  generation bigint not null default 0
);
insert into alarm_clock (beat_at, up_since) values (clock_timestamp(), 0);

create view device_last_values as
  select device_row_id, newest, data from device_last_value;
