-- Buttons of workflows that other workflows press later (docs/contract/workflows.md, "5. Nodes", WorkflowTrigger). A row goes in the
-- transaction that stores the press as an occurrence, so that of several servers one presses.
create table workflow_scheduled (
  scheduled_row_id bigint generated always as identity primary key,
  application_row_id bigint not null references application on delete cascade,
  flow_row_id bigint not null references flow on delete cascade,
  -- Of the run that it starts.
  run_id text not null unique,
  occurrence_id text not null,
  -- As workflow_occurrence has it.
  content text not null,
  -- Ms since the epoch.
  due bigint not null
);
create index workflow_scheduled_flow on workflow_scheduled (flow_row_id);
create index workflow_scheduled_application on workflow_scheduled (application_row_id);
create index workflow_scheduled_due on workflow_scheduled (due);
