-- What the owners of tables let others read, where joining is what makes a question fast. A view names its columns: one
-- that is added to its table later stays its owner's own. PostgreSQL plans a question to such a view as one to its table.
create view application_directory as
  select application_row_id, id, name, owner_type, owner_id, data_ttl, archive_config, deleted_at from application;

create view device_directory as
  select device_row_id, id, application_row_id, name, device_class, gateway_id, parent_id, system_interval, keep_duplicates,
    tags, attributes, connected, connected_by_broker, deleted_at
  from device;

create view user_directory as
  select user_row_id, id, email, first_name, last_name, is_administrator, token_generation, data_ttl from app_user;

create view organization_directory as
  select organization_row_id, id, name, data_ttl from organization;

create view organization_role as
  select organization_row_id, user_row_id, role, application_roles from organization_member;

create view access_key_grant as
  select access_key_row_id, status, device_ids, device_tags from access_key;

create view access_token_name as
  select id, name from access_token;

create view device_state_history as
  select device_row_id, time, data from device_state;

create view device_connection_history as
  select device_connection_log_row_id, device_row_id, time, connected, disconnect_reason, messages_from_client, messages_to_client
  from device_connection_log;

create view resource_total as
  select application_row_id, type, count from resource_count;
