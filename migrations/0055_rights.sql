-- A token of a user works while it carries the generation of its user. What ends all tokens (a new password, a cutoff)
-- raises the user's: no two times are compared whenever a token is used, so it does not matter where the clock stands.
alter table app_user add column token_generation bigint not null default 0;
alter table access_token add column user_generation bigint not null default 0;
delete from access_token token using app_user
  where app_user.user_row_id = token.user_row_id and token.created_at < app_user.token_cutoff;
update app_user set token_cutoff = now() where token_cutoff > now();

-- Whose standing it rests on that accepting the invitation makes an account.
alter table organization_invite add column inviter_row_id bigint references app_user on delete set null;
create index organization_invite_inviter on organization_invite (inviter_row_id) where inviter_row_id is not null;

-- A new e-mail that its owner has not confirmed yet; one for each account.
create table email_change (
  user_row_id bigint primary key references app_user on delete cascade,
  email text not null,
  -- SHA-256 of the token in the link that was mailed.
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- The token that asked for the export: its file can be fetched while that token could ask for it again. Null for exports
-- from before this was kept, which end within a day.
alter table data_export add column access_token_id text;
