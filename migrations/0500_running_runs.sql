-- Runs of workflows that have gone on for a while, for the servers that do not have them (docs/contract/workflows.md, "7. Debugging and the
-- run log (ours)"). The server that has a run shows now and then that it still does.
create table workflow_running (
  application_row_id bigint not null references application on delete cascade,
  run_id text not null,
  flow_row_id bigint not null,
  version text not null,
  trigger_type text not null,
  trigger_id text not null,
  replay_of text,
  attempts integer not null,
  started_at timestamptz not null,
  seen_at timestamptz not null default clock_timestamp(),
  primary key (application_row_id, run_id)
);
