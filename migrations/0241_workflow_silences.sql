-- Devices whose silence starts workflows (docs/contract/workflows.md, "2. Triggers"). Written in the transaction that stores a
-- report. Nothing here refers to other tables: a report must not fail because a workflow or a device has just gone.

-- When such a device was last heard, in ms by the server's clock. A table of its own, so that noting it moves no index.
create table workflow_heard (
  device_row_id bigint primary key,
  application_row_id bigint not null,
  heard bigint not null
) with (fillfactor = 80);
create index workflow_heard_application on workflow_heard (application_row_id);

-- A device that one trigger of a workflow waits for.
create table workflow_silence (
  flow_row_id bigint not null,
  -- Which trigger: entries with the same `meta.uiId` are one.
  entry text not null,
  device_row_id bigint not null,
  application_row_id bigint not null,
  device_id text not null,
  -- Ms since the epoch: since when the trigger has its config.
  armed_at bigint not null,
  silence_ms bigint not null,
  -- When to look whether it is silent, in ms; null: it has fired, and waits for the next report.
  due bigint,
  primary key (device_row_id, flow_row_id, entry)
) with (fillfactor = 80);
create index workflow_silence_due on workflow_silence (due) where due is not null;
create index workflow_silence_flow on workflow_silence (flow_row_id);
create index workflow_silence_application on workflow_silence (application_row_id);
