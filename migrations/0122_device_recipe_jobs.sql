-- Making many devices from a recipe: durable work (src/platform/durable), step by step. A step's devices, its lines of the
-- result and the number of the next step are written in one transaction, so that no device is made twice.
create table device_recipe_job (
  device_recipe_job_row_id bigint generated always as identity primary key,
  application_row_id bigint not null references application on delete cascade,
  -- Where the caller follows the work and fetches its result; when that is taken back, the rest is not made.
  export_id text not null unique references data_export (id) on delete cascade,
  -- The recipe as it was when the devices were asked for, and what each column of the CSV means.
  plan jsonb not null,
  next_step integer not null default 0,
  created integer not null default 0,
  failed integer not null default 0,
  state text not null check (state in ('pending', 'running', 'done', 'failed')),
  attempts integer not null default 0,
  error text,
  next_attempt_at timestamptz,
  claim text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index device_recipe_job_application on device_recipe_job (application_row_id);
create index device_recipe_job_open on device_recipe_job (device_recipe_job_row_id) where state in ('pending', 'running');

create table device_recipe_step (
  device_recipe_job_row_id bigint not null references device_recipe_job on delete cascade,
  step integer not null,
  -- Cells of the CSV, row by row, and how many of the rows before have no name of their own.
  rows jsonb not null,
  unnamed_before integer not null,
  -- The lines of the result, sealed under the installation's secret key: they hold the secrets of access keys.
  sealed_lines text,
  primary key (device_recipe_job_row_id, step)
);

-- Whose turn it is among the applications.
create table device_recipe_turn (
  application_row_id bigint primary key references application on delete cascade,
  served_at timestamptz,
  not_before timestamptz,
  failures integer not null default 0
);
