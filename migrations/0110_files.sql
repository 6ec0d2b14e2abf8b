-- Files of applications and the directories that they are in. Directories are rows as files are; a path names one of them.
create table application_file (
  file_row_id bigint generated always as identity primary key,
  id text not null unique,
  application_row_id bigint not null references application on delete cascade,
  type text not null check (type in ('file', 'directory')),
  -- Begins and ends with a slash.
  parent_directory text collate "C" not null,
  name text collate "C" not null,
  -- A directory, and a file whose content has come.
  status text not null check (status in ('pending', 'completed')),
  content_type text not null default '',
  dimensions jsonb,
  -- As announced, until the content has come.
  size bigint not null default 0,
  -- MD5 of the content, hex.
  md5 text,
  content_at timestamptz,
  -- What "by type" sorts by: directories before files, each by name.
  type_and_name text collate "C" generated always as (type || '/' || fold_case(name)) stored,
  author_type text,
  author_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index application_file_path on application_file (application_row_id, parent_directory, name);
create index application_file_pending on application_file (created_at) where status = 'pending';

-- Every object that the store holds, or may hold: a row is there before its object, and goes after it. Without an
-- application on purpose: when files go, whatever removes them, their contents lose their file and are removed in turn.
create table file_content (
  object_key text primary key,
  file_row_id bigint unique references application_file on delete set null,
  -- What has no file is removed after this time.
  keep_until timestamptz not null,
  -- Its object is being removed: it can become the content of no file any more.
  doomed boolean not null default false
);
create index file_content_unused on file_content (keep_until) where file_row_id is null;

-- Uploads that may be made: each once, until it expires.
create table file_upload (
  id text primary key,
  file_row_id bigint not null references application_file on delete cascade,
  -- As it was given out: the file may be elsewhere by now.
  key text not null,
  -- That the content must have; null: any that is allowed.
  size bigint,
  content_type text not null,
  dimensions jsonb,
  expires_at timestamptz not null
);
create index file_upload_file on file_upload (file_row_id, expires_at);
create index file_upload_expiry on file_upload (expires_at);
