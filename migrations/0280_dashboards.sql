-- Dashboards (docs/contract/dashboards.md, "1. The resource").
create table dashboard (
  dashboard_row_id bigint generated always as identity primary key,
  id text not null unique,
  -- Whose it is: one of the three. What belongs to an application belongs to whoever owns that.
  application_row_id bigint references application on delete cascade,
  user_row_id bigint references app_user on delete cascade,
  organization_row_id bigint references organization on delete cascade,
  name text not null,
  description text not null,
  -- In seconds.
  refresh_rate double precision not null,
  default_theme text not null check (default_theme in ('light', 'dark')),
  -- The window of what follows the dashboard's, in ms.
  duration bigint not null,
  resolution bigint not null,
  is_public boolean not null,
  -- argon2id.
  password_hash text,
  blocks jsonb not null,
  context_configuration jsonb not null,
  report_configs jsonb not null,
  -- What only Signalbox knows of it.
  extras jsonb,
  -- Another one with each change, for ETag and If-Match.
  revision bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (num_nonnulls(application_row_id, user_row_id, organization_row_id) = 1),
  check (not is_public or password_hash is null)
);
create index dashboard_application on dashboard (application_row_id) where application_row_id is not null;
create index dashboard_user on dashboard (user_row_id) where user_row_id is not null;
create index dashboard_organization on dashboard (organization_row_id) where organization_row_id is not null;

-- With the owner that it has at this moment; those of a deleted application are gone.
create view dashboard_directory as
  select dashboard.dashboard_row_id, dashboard.id, dashboard.application_row_id as in_application_row_id,
    application.id as application_id, application.name as application_name, dashboard.user_row_id as of_user_row_id,
    coalesce(application.owner_type, case when dashboard.user_row_id is null then 'organization' else 'user' end) as owner_type,
    coalesce(application.owner_id, owner.id, own_organization.id) as owner_id,
    coalesce(own_organization.name, its_organization.name) as organization_name,
    coalesce(own_organization.icon_color, its_organization.icon_color) as organization_icon_color,
    dashboard.name, dashboard.description, dashboard.refresh_rate, dashboard.default_theme, dashboard.duration,
    dashboard.resolution, dashboard.is_public, dashboard.password_hash is not null as is_password_protected,
    dashboard.blocks, dashboard.context_configuration, dashboard.report_configs, dashboard.extras, dashboard.revision,
    dashboard.created_at, dashboard.updated_at
  from dashboard
    left join application on application.application_row_id = dashboard.application_row_id
    left join app_user owner on owner.user_row_id = dashboard.user_row_id
    left join organization own_organization on own_organization.organization_row_id = dashboard.organization_row_id
    left join organization its_organization
      on application.owner_type = 'organization' and its_organization.id = application.owner_id
  where application.deleted_at is null;

-- What a member may do with single dashboards.
create or replace view organization_role as
  select organization_row_id, user_row_id, role, application_roles, dashboard_roles from organization_member;
