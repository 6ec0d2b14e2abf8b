-- What somebody has told a server to do with a run that another server has (docs/contract/workflows.md, "7. Debugging and the run log (ours)").
-- The server that has it leaves the outcome here; whoever waits for it takes the row away.
create table workflow_run_order (
  order_id text primary key,
  application_row_id bigint not null references application on delete cascade,
  run_id text not null,
  action text not null check (action in ('cancel', 'step', 'stepAll')),
  outcome text check (outcome in ('done', 'conflict')),
  created_at timestamptz not null default clock_timestamp()
);
create index workflow_run_order_application on workflow_run_order (application_row_id);
