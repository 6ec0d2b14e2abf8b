-- Whom an application trusts to sign the certificates of its devices.
create table certificate_authority (
  certificate_authority_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  name text not null,
  description text not null default '',
  status text not null default 'active' check (status in ('active', 'inactive')),
  -- As it was given: PEM of one or more certificates.
  ca_bundle text not null,
  -- What is answered of each certificate of the bundle, in its order.
  ca_info jsonb not null,
  -- The names of these certificates in the form in which a certificate's issuer is looked up.
  subjects jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index certificate_authority_application on certificate_authority (application_row_id, certificate_authority_row_id);

-- Certificates that devices log in with instead of an access key.
create table device_certificate (
  device_certificate_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  status text not null default 'active' check (status in ('active', 'inactive')),
  description text not null default '',
  device_ids jsonb not null default '[]',
  device_tags jsonb not null default '[]',
  filter_type text not null default 'all' check (filter_type in ('all', 'whitelist', 'blacklist', 'none')),
  pub_topics jsonb not null default '[]',
  sub_topics jsonb not null default '[]',
  -- DER; what a device presents is found by its fingerprint, which is therefore unique on the installation.
  certificate bytea not null,
  -- SHA-256 of the DER, in hex.
  fingerprint text not null constraint device_certificate_fingerprint unique,
  common_name text not null,
  info jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index device_certificate_application on device_certificate (application_row_id, device_certificate_row_id);
