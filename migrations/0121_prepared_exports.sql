-- An export may be filled by the work of another feature: until that is done it is listed, and no file is written. What
-- kinds there are is what the features declare.
alter table data_export
  add column is_prepared boolean not null default true,
  drop constraint data_export_kind_check;
