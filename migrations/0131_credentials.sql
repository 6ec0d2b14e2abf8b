-- Reusable secrets of an application, which resources name.
create table credential (
  credential_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null default '',
  enabled boolean not null default true,
  type text not null,
  -- The fields of its type; secrets are sealed.
  config jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint credential_name unique (application_row_id, name)
);

-- What names a credential, whether there is one of that name (yet) or not: written by the resource's own feature.
create table credential_reference (
  application_row_id bigint not null references application on delete cascade,
  credential_name text not null,
  resource_type text not null,
  resource_id text not null,
  resource_name text not null,
  primary key (application_row_id, credential_name, resource_type, resource_id)
);
create index credential_reference_resource on credential_reference (application_row_id, resource_type, resource_id);
