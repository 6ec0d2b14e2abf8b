-- Whoever adds a column to a data table, on whichever server, for as long as its indexes are being made: until it says that it has
-- done, or has not been heard of for the time of the lease. Others who change the table's columns wait for that.
alter table data_table add column changed_by text, add column changed_until timestamptz;
