-- What each user has opened last, for search palettes and start pages.
create sequence recent_item_turn;

create table recent_item (
  user_key bigint not null references app_user on delete cascade,
  item_type text not null,
  -- What the list belongs to, such as the application of devices; '' for a list of its own.
  parent_id text not null,
  -- By id and without a foreign key: what is gone, or may not be seen any more, is left out when the list is read.
  item_id text not null,
  -- Greatest is newest. A counter, because two things can be opened in the same millisecond.
  turn bigint not null default nextval('recent_item_turn'),
  primary key (user_key, item_type, parent_id, item_id)
);
