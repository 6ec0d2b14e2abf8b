-- Rows of a data table are exported as well.
alter table data_export
  drop constraint data_export_kind_check,
  add constraint data_export_kind_check check (kind in ('states', 'devices', 'dataTableRows'));
