-- Workflows and their versions (docs/contract/workflows.md, "1. The flow resource"). What the editor saves is kept as it came,
-- in json and not jsonb: the order of keys is the author's.
create table flow (
  flow_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null,
  icon_data text,
  flow_class text not null check (flow_class in ('cloud', 'experience', 'edge', 'customNode', 'embedded')),
  enabled boolean not null,
  default_version_row_id bigint,
  minimum_agent_version text,
  -- The version develop.
  triggers json not null,
  nodes json not null,
  globals json not null,
  custom_node_config json,
  custom_node_supports json,
  runtime json not null,
  deleted_in_develop boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index flow_application on flow (application_row_id, flow_class, fold_case(name) collate "C");
create unique index flow_custom_node_name on flow (application_row_id, name) where flow_class = 'customNode';

create table flow_version (
  flow_version_row_id bigint generated always as identity primary key,
  id text not null unique,
  flow_row_id bigint not null references flow on delete cascade,
  version text not null,
  notes text not null,
  enabled boolean not null,
  minimum_agent_version text,
  triggers json not null,
  nodes json not null,
  globals json not null,
  custom_node_config json,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (flow_row_id, version)
);
alter table flow add foreign key (default_version_row_id) references flow_version on delete set null;
create index flow_default_version on flow (default_version_row_id) where default_version_row_id is not null;

-- What fires: the triggers of every version, so that one look says what a device, a webhook or a clock starts.
create table flow_trigger (
  flow_trigger_row_id bigint generated always as identity primary key,
  application_row_id bigint not null references application on delete cascade,
  flow_row_id bigint not null references flow on delete cascade,
  -- Null: of develop.
  flow_version_row_id bigint references flow_version on delete cascade,
  position integer not null,
  type text not null,
  key text not null,
  config json not null,
  ui_id text,
  armed_at timestamptz not null
);
create index flow_trigger_key on flow_trigger (application_row_id, type, key);
create index flow_trigger_flow on flow_trigger (flow_row_id, flow_version_row_id);
create index flow_trigger_version on flow_trigger (flow_version_row_id) where flow_version_row_id is not null;

-- Which custom nodes the nodes of a version refer to.
create table flow_custom_use (
  flow_custom_use_row_id bigint generated always as identity primary key,
  flow_row_id bigint not null references flow on delete cascade,
  flow_version_row_id bigint references flow_version on delete cascade,
  custom_flow_id text not null,
  custom_version text not null
);
create index flow_custom_use_custom on flow_custom_use (custom_flow_id);
create index flow_custom_use_flow on flow_custom_use (flow_row_id);
create index flow_custom_use_version on flow_custom_use (flow_version_row_id) where flow_version_row_id is not null;

-- What workflows keep from run to run. `state` is the nodes' own, which nobody lists.
create table flow_storage_entry (
  flow_row_id bigint not null references flow on delete cascade,
  kind text not null check (kind in ('entry', 'state')),
  key text not null,
  value json not null,
  bytes integer not null,
  primary key (flow_row_id, kind, key)
);
create table flow_storage_size (
  flow_row_id bigint primary key references flow on delete cascade,
  entries integer not null default 0,
  entry_bytes bigint not null default 0,
  states integer not null default 0
);
