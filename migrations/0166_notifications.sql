-- Who is told of events, and how (docs/contract/resources.md, "Notifications").
create table notification_rule (
  notification_rule_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null,
  enabled boolean not null,
  -- Which events: of any of these levels, that come into any of these states.
  levels text[] not null,
  states text[] not null,
  -- With * for anything; empty: any.
  subject text not null,
  -- Of the event's device, any of them; none: any device or none.
  device_tags jsonb not null,
  -- {"email": {"addresses": […]}, "webhook": {"url": …, "secret": sealed}}, each only where it is wanted.
  channels jsonb not null,
  to_console boolean not null,
  quiet_time jsonb,
  -- Ms between reminders of an event that nobody has acknowledged, and how many at most.
  repeat_ms bigint,
  repeat_times integer,
  -- Ms for which events are collected into one message; 0: each has its own.
  digest_ms bigint not null,
  max_per_hour integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index notification_rule_application on notification_rule (application_row_id, name);

-- Messages that have been, or are to be, delivered: written in the transaction of the event, worked off by two queues
-- (src/platform/durable), so that a mail server and a receiver of calls do not wait for each other.
create table notification (
  notification_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  notification_rule_row_id bigint not null references notification_rule on delete cascade,
  channel text not null check (channel in ('email', 'webhook')),
  -- The address of a mail.
  target text not null,
  reason text not null check (reason in ('event', 'repeat', 'test')),
  -- What it tells of, as it was then: the first hundred, and how many there are.
  occurrences jsonb not null,
  occurrence_count integer not null,
  -- As long as more may be added.
  collects_until timestamptz,
  state text not null check (state in ('pending', 'mailing', 'calling', 'delivered', 'failed', 'cancelled')),
  attempts integer not null default 0,
  error text,
  next_attempt_at timestamptz,
  claim text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index notification_application on notification (application_row_id, notification_row_id);
create index notification_rule_age on notification (notification_rule_row_id, channel, target, created_at);
create index notification_open on notification (notification_row_id) where state in ('pending', 'mailing', 'calling');
create index notification_age on notification (updated_at);
create table notification_mail_turn (
  application_row_id bigint primary key references application on delete cascade,
  served_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0
);
create table notification_call_turn (
  application_row_id bigint primary key references application on delete cascade,
  served_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0
);

-- Events of which is told again until somebody has acknowledged them.
create table notification_reminder (
  notification_rule_row_id bigint not null references notification_rule on delete cascade,
  event_id text not null,
  application_row_id bigint not null references application on delete cascade,
  due_at timestamptz not null,
  times_left integer not null,
  primary key (notification_rule_row_id, event_id)
);
create index notification_reminder_due on notification_reminder (due_at);

-- What the console shows everybody who may see the application, and up to where each has read.
create table notification_inbox (
  notification_inbox_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  rule_id text not null,
  rule_name text not null,
  reason text not null,
  occurrence jsonb not null,
  created_at timestamptz not null
);
create index notification_inbox_application on notification_inbox (application_row_id, notification_inbox_row_id);
create index notification_inbox_age on notification_inbox (created_at);
create table notification_inbox_mark (
  application_row_id bigint not null references application on delete cascade,
  user_row_id bigint not null references app_user on delete cascade,
  read_row_id bigint not null,
  primary key (application_row_id, user_row_id)
);
