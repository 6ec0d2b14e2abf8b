-- Which kinds of exports there are is what the features declare (src/features/exports/kinds.ts), events among them.
alter table data_export
  drop constraint data_export_kind_check,
  add constraint data_export_kind_check check (kind <> '');
