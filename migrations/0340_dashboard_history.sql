-- What was pressed on dashboards, their former versions and their reports (docs/contract/dashboards.md, "8. Controls (input)",
-- "1. The resource" and "10. Reports").

-- A button that was pressed, once for each nonce of a browser: whoever finds the row is not to send it again.
create table dashboard_press (
  dashboard_press_row_id bigint generated always as identity primary key,
  dashboard_row_id bigint not null references dashboard on delete cascade,
  block_id text not null,
  control_id text not null,
  nonce text not null,
  -- {type, id, name}: who has pressed it.
  pressed_by jsonb not null,
  -- What was entered into the controls, by their ids.
  entered jsonb not null,
  -- What came of it; null while it is being sent.
  result jsonb,
  time timestamptz not null,
  unique (dashboard_row_id, block_id, nonce)
);
create index dashboard_press_time on dashboard_press (time);

-- Each save, the newest fifty of a dashboard.
create table dashboard_version (
  dashboard_version_row_id bigint generated always as identity primary key,
  id text not null unique,
  dashboard_row_id bigint not null references dashboard on delete cascade,
  revision bigint not null,
  -- {type, id, name}: who has saved it; null for what was there before versions were kept.
  saved_by jsonb,
  document jsonb not null,
  created_at timestamptz not null,
  unique (dashboard_row_id, revision)
);

-- When each report of a dashboard is due next; a row for each of its report_configs that will ever be due.
create table dashboard_report_schedule (
  dashboard_row_id bigint not null references dashboard on delete cascade,
  config_id text not null,
  due_at timestamptz not null,
  primary key (dashboard_row_id, config_id)
);
create index dashboard_report_schedule_due on dashboard_report_schedule (due_at);

-- Reports that are to be sent, that were, or that could not be; the newest fifty of a dashboard.
create table dashboard_report (
  dashboard_report_row_id bigint generated always as identity primary key,
  id text not null unique,
  dashboard_row_id bigint not null references dashboard on delete cascade,
  -- Null: asked for by hand.
  config_id text,
  state text not null check (state in ('queued', 'sent', 'failed')),
  -- What is asked: receivers, subject, message, theme, timezone, locale, ctx, callbackUrl.
  request jsonb not null,
  -- The moment that it shows.
  as_of timestamptz not null,
  attempts integer not null default 0,
  -- Addresses, and the callback, that have it already: another attempt is for the others.
  delivered jsonb not null default '[]',
  error text,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index dashboard_report_of on dashboard_report (dashboard_row_id, dashboard_report_row_id);

-- Addresses that want no more reports of a dashboard.
create table dashboard_report_stop (
  dashboard_row_id bigint not null references dashboard on delete cascade,
  address text not null,
  created_at timestamptz not null,
  primary key (dashboard_row_id, address)
);

-- The files of a report whose callback says where to fetch them, for a week.
create table dashboard_report_file (
  dashboard_report_row_id bigint primary key references dashboard_report on delete cascade,
  name text not null,
  content_type text not null,
  content bytea not null
);
