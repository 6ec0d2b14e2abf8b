-- Which version of an edge workflow a device should run, and which it says it runs (docs/contract/resources.md, "Edge
-- deployments"). One record per device and workflow.
create table edge_deployment (
  edge_deployment_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  device_row_id bigint not null references device on delete cascade,
  flow_id text not null,
  current_version text,
  desired_version text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (device_row_id, flow_id)
);
create index edge_deployment_application on edge_deployment (application_row_id, updated_at);
create index edge_deployment_flow on edge_deployment (flow_id);

-- What became of each: the newest 100 entries are kept.
create table edge_deployment_log (
  edge_deployment_log_row_id bigint generated always as identity primary key,
  edge_deployment_row_id bigint not null references edge_deployment on delete cascade,
  source_type text not null check (source_type in ('user', 'apiToken', 'device', 'flow')),
  source_id text not null,
  time timestamptz not null,
  change_type text not null check (change_type in ('desired', 'current')),
  new_value text,
  previous_value text,
  attempted_value text,
  error text
);
create index edge_deployment_log_record on edge_deployment_log (edge_deployment_row_id, edge_deployment_log_row_id);
