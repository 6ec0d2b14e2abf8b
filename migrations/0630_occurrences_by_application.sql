-- Rows are asked for, changed and deleted by application and number: one index does for all of it. Each report that starts a workflow
-- writes a row, and the second index took as long as the row.
alter table workflow_occurrence drop constraint workflow_occurrence_pkey;
alter table workflow_occurrence add primary key (application_row_id, occurrence_row_id);
drop index workflow_occurrence_application;
