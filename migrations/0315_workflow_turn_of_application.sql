-- A server that looks for work just while an application is purged must not leave a turn of it behind.
delete from workflow_turn t where not exists (select from application a where a.application_row_id = t.application_row_id);
alter table workflow_turn
  add constraint workflow_turn_application foreign key (application_row_id) references application on delete cascade;
