-- When timers of workflows are next due (docs/contract/workflows.md, "2. Triggers"): a row for each that can fire. It moves on in
-- the transaction that stores the firing, so that of several servers one fires it.
create table workflow_timer (
  timer_row_id bigint generated always as identity primary key,
  application_row_id bigint not null references application on delete cascade,
  flow_row_id bigint not null references flow on delete cascade,
  flow_id text not null,
  -- `develop` or the name of the version, for the log.
  version text not null,
  key text not null,
  config json not null,
  -- Ms since the epoch: since when the trigger has its config, which is where its phase begins.
  armed_at bigint not null,
  -- Ms since the epoch; null: not worked out yet.
  due bigint
) with (fillfactor = 80);
create index workflow_timer_flow on workflow_timer (flow_row_id);
create index workflow_timer_application on workflow_timer (application_row_id);
create index workflow_timer_due on workflow_timer (due);

-- Timers of workflows that were saved before.
insert into workflow_timer (application_row_id, flow_row_id, flow_id, version, key, config, armed_at)
select t.application_row_id, f.flow_row_id, f.id, coalesce(v.version, 'develop'), t.key, t.config,
  floor(extract(epoch from t.armed_at) * 1000)::bigint
from flow_trigger t join flow f on f.flow_row_id = t.flow_row_id
  left join flow_version v on v.flow_version_row_id = t.flow_version_row_id
where t.type = 'timer' and f.enabled and not f.deleted_in_develop and f.flow_class = 'cloud' and coalesce(v.enabled, true)
  and t.flow_version_row_id is not distinct from f.default_version_row_id;
