-- An upload that was announced may be made as long as whoever announced it could announce it again. Null: one from before,
-- which ends within a quarter of an hour.
alter table file_upload add column access_token_id text;
