-- Runs of workflows (docs/contract/workflows.md, "8. Durability and isolation (ours)").

-- What has happened and starts workflows, one row for a report or whatever else it was, however many workflows it starts. It is
-- written in the transaction of what it tells of, and goes when all its runs have ended. No foreign key: it is written beside
-- every report, and who works rows off drops those of an application that is gone.
create table workflow_occurrence (
  occurrence_row_id bigint generated always as identity primary key,
  application_row_id bigint not null,
  -- What the ids of its runs are made of.
  id text not null,
  kind text not null,
  -- A JSON text of the engine.
  content text not null,
  -- Attempts that may have ended with their server. A first one is counted of all that its server had taken; further ones
  -- only of those that were begun again, which is noted before.
  attempts smallint not null default 0,
  begun boolean not null default false,
  -- Ids of runs that have ended while others go on.
  finished text[] not null default '{}',
  created_at timestamptz not null default now()
);
create index workflow_occurrence_application on workflow_occurrence (application_row_id, occurrence_row_id);

-- Which server works off an application's occurrences; one at a time, so that its bounds and orders hold.
create table workflow_turn (
  application_row_id bigint primary key,
  owner text,
  lease_until timestamptz not null,
  -- Rows up to here may have been begun.
  taken_to bigint not null default 0,
  -- The owner before has died in the middle.
  is_inherited boolean not null default false
);

-- Runs that did not succeed.
create table workflow_run (
  run_row_id bigint generated always as identity primary key,
  id text not null,
  application_row_id bigint not null references application on delete cascade,
  flow_row_id bigint not null,
  version text not null,
  status text not null check (status in ('failed', 'dead', 'cancelled')),
  trigger_type text not null,
  trigger_id text not null,
  replay_of text,
  attempts smallint not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  wall_ms integer not null,
  paths_completed integer not null,
  paths_failed integer not null,
  error_name text not null,
  error_message text not null,
  -- A JSON text: {"stack"?, "nodeId", "nodeType", "path", "erroredPayload"?}.
  details text,
  -- The occurrence, as a JSON text: what a replay starts from.
  occurrence text
);
create index workflow_run_flow on workflow_run (flow_row_id, run_row_id);
create index workflow_run_id on workflow_run (application_row_id, id);
create index workflow_run_ended on workflow_run (ended_at);

-- The last runs of a flow that succeeded, newest first, as a JSON text: numbers only.
create table workflow_recent_run (
  flow_row_id bigint primary key,
  application_row_id bigint not null references application on delete cascade,
  runs text not null
);

-- What ran in a minute.
create table workflow_minute (
  flow_row_id bigint not null,
  version text not null,
  minute timestamptz not null,
  application_row_id bigint not null references application on delete cascade,
  run_count integer not null,
  error_count integer not null,
  paths_completed bigint not null,
  paths_failed bigint not null,
  wall_ms bigint not null,
  -- A JSON text: how often each error came, by name and message.
  errors text not null,
  primary key (flow_row_id, version, minute)
);
create index workflow_minute_minute on workflow_minute (minute);
