-- What reports of one commit start shares a row (docs/decisions/0050-reports-share-rows.md): a row for each was as much work as the state itself.
alter table workflow_occurrence add column size smallint not null default 1;
-- So many numbers for each row: what a row holds is given rows of its own behind it, in its place, where each needs its own attempts.
alter table workflow_occurrence alter column occurrence_row_id set increment by 128;
