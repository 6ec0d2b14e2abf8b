-- Who has sent a CSV file, for the workflows that its rows start (docs/contract/workflows.md, "2. Triggers": relayType and relayId).
-- Null: it came before this was noted.
alter table data_table_import add column relay_type text, add column relay_id text;
