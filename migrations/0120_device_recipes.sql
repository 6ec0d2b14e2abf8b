-- Recipes: what devices are made from, many at a time (docs/contract/resources.md, "Device recipes").
create table device_recipe (
  device_recipe_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null default '',
  -- Of the devices; null: the recipe's name.
  device_name text,
  device_description text not null default '',
  tags jsonb not null default '[]',
  attributes jsonb not null default '[]',
  device_class text not null default 'standalone',
  gateway_id text,
  parent_id text,
  system_interval integer,
  keep_duplicates boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index device_recipe_application on device_recipe (application_row_id, (fold_case(name) collate "C"));
