-- The commands that a device understands, with the fields of their payloads: what forms are made of. As the API takes them.
alter table device add column command_forms jsonb not null default '[]';
alter table device_recipe add column command_forms jsonb not null default '[]';
