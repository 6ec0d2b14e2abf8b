import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Role } from '../../kernel/permissions.ts';

/**
 * The shape of every table, for the query builder. The truth is in migrations/; an integration test compares the two.
 * jsonb columns are written as JSON text and read as parsed values.
 */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null, string | null>;

export interface Tag {
  key: string;
  value: string;
}
export interface TagQuery {
  key?: string;
  value?: string;
}

export interface UserTable {
  user_row_id: Generated<number>;
  id: string;
  email: string;
  password_hash: string;
  first_name: string | null;
  last_name: string | null;
  company_name: string | null;
  is_administrator: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
  password_updated_at: Date;
  title: string | null;
  phone_number: string | null;
  location: string | null;
  url: string | null;
  token_cutoff: Date | null;
  two_factor_key: string | null;
  two_factor_step: number | null;
  data_ttl: number | null;
  token_generation: Generated<number>;
}

export interface EmailChangeTable {
  user_row_id: number;
  email: string;
  token_hash: Uint8Array;
  created_at: Date;
  expires_at: Date;
}

export interface RoleOverride {
  resourceId: string;
  role: 'collaborate' | 'view' | 'none';
}

export interface OrganizationTable {
  organization_row_id: Generated<number>;
  id: string;
  name: string;
  description: Generated<string>;
  billing_email: string | null;
  icon_color: string | null;
  data_ttl: number | null;
  created_at: Date;
  updated_at: Date;
}

export interface OrganizationMemberTable {
  organization_row_id: number;
  user_row_id: number;
  role: Role;
  application_roles: Json<RoleOverride[]>;
  dashboard_roles: Json<RoleOverride[]>;
  created_at: Date;
}

export interface OrganizationInviteTable {
  organization_invite_row_id: Generated<number>;
  id: string;
  organization_row_id: number;
  email: string;
  role: Role;
  application_roles: Json<RoleOverride[]>;
  dashboard_roles: Json<RoleOverride[]>;
  disallow_transfer: Generated<boolean>;
  creates_account: Generated<boolean>;
  token_hash: Uint8Array;
  created_at: Date;
  expires_at: Date;
  inviter_row_id: number | null;
}

export interface ApplicationTable {
  application_row_id: Generated<number>;
  id: string;
  owner_type: 'user' | 'organization';
  owner_id: string;
  name: string;
  description: Generated<string>;
  endpoint_slug: string | null;
  exp_user_token_cutoff: Date | null;
  endpoint_default_cors: Generated<boolean>;
  globals: Json<unknown[]>;
  ftue_tracking: Json<unknown[]>;
  archive_config: NullableJson<Record<string, unknown>>;
  data_ttl: number | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
}

export interface DeviceTable {
  device_row_id: Generated<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: Generated<string>;
  device_class: string;
  gateway_id: string | null;
  parent_id: string | null;
  system_interval: number | null;
  keep_duplicates: Generated<boolean>;
  tags: Json<Tag[]>;
  attributes: Json<unknown[]>;
  connected: boolean | null;
  connection_changed_at: Date | null;
  connected_by_broker: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
}

export interface AccessKeyTable {
  access_key_row_id: Generated<number>;
  id: string;
  application_row_id: number;
  key: string;
  secret_hash: Uint8Array;
  status: 'active' | 'inactive';
  description: Generated<string>;
  device_ids: Json<string[]>;
  device_tags: Json<TagQuery[]>;
  filter_type: string;
  pub_topics: Json<string[]>;
  sub_topics: Json<string[]>;
  created_at: Date;
  updated_at: Date;
}

export interface AccessTokenTable {
  access_token_row_id: Generated<number>;
  id: string;
  hash: Uint8Array;
  kind: 'user' | 'userApi' | 'organizationApi' | 'applicationApi' | 'device';
  user_row_id: number | null;
  application_row_id: number | null;
  organization_row_id: number | null;
  device_row_id: number | null;
  access_key_row_id: number | null;
  created_from: string | null;
  user_generation: Generated<number>;
  scopes: Json<string[]>;
  name: Generated<string>;
  description: Generated<string>;
  status: 'active' | 'inactive';
  creator_type: string;
  creator_id: string;
  creator_name: Generated<string>;
  expires_at: Date | null;
  last_used_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface DeviceStateTable {
  device_row_id: number;
  time: number;
  data: Json<Record<string, unknown>>;
}

export interface DeviceLastValueTable {
  device_row_id: number;
  oldest: number;
  newest: number;
  data: Json<Record<string, { t: number; v: unknown }>>;
}

export interface DeviceDataRemovalTable {
  device_data_removal_row_id: Generated<number>;
  device_row_id: number;
  start_time: number;
  end_time: number;
  attributes: NullableJson<string[]>;
  removes_commands: Generated<boolean>;
  removes_connections: Generated<boolean>;
}

export interface DeviceCommandTable {
  device_command_row_id: Generated<number>;
  device_row_id: number;
  time: number;
  name: string;
  payload: NullableJson<unknown>;
}

export interface DeviceConnectionLogTable {
  device_connection_log_row_id: Generated<number>;
  device_row_id: number;
  time: number;
  connected: boolean;
  disconnect_reason: string | null;
  messages_from_client: number | null;
  messages_to_client: number | null;
}

export interface PayloadCountTable {
  application_row_id: number;
  hour: number;
  type: string;
  source: string;
  count: number;
}

export interface PayloadCountByDeviceTable extends PayloadCountTable {
  device_row_id: number;
}

export interface ResourceNameTable {
  application_row_id: number;
  type: string;
  id: string;
  name: string;
  descriptor: Generated<string>;
  tags: Generated<string>;
  /** The name without regard to case; the database computes it. */
  folded: GeneratedAlways<string>;
}

/** Written by triggers on `resource_name` alone; see migration 0051. */
export interface ResourceWordTable {
  application_row_id: number;
  suffix: string;
  id: string;
}

export interface ResourceCountTable {
  application_row_id: number;
  type: string;
  count: number;
}

export interface ArchiveDayTable {
  application_row_id: number;
  day: number;
  id: string;
  state: 'pending' | 'exporting' | 'uploaded' | 'verified' | 'failed' | 'cancelled';
  priority: Generated<number>;
  attempts: Generated<number>;
  devices_done: Generated<number>;
  devices_total: Generated<number>;
  objects: Generated<number>;
  rows: Generated<number>;
  bytes: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  run: Generated<number>;
  thinned: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
}

export interface AttributeSweepTable {
  device_row_id: number;
  attribute_key: number;
  swept_until: number;
}

export interface ArchiveTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
  nightly_through: number | null;
}

export interface ArchiveObjectTable {
  application_row_id: number;
  day: number;
  device_row_id: number;
  device_id: string;
  device_name: string;
  object_key: string;
  columns: Json<{ name: string; dataType: string }[]>;
  first_time: number;
  last_time: number;
  target: string;
  run: number;
  rows: number;
  bytes: number;
  sha256: string;
  written_at: Date;
  checked_at: Date | null;
}

export interface DataExportTable {
  data_export_row_id: Generated<number>;
  id: string;
  application_row_id: number;
  kind: 'states' | 'devices';
  requested_by: string;
  request: Json<Record<string, unknown>>;
  base_url: string;
  email: string | null;
  callback_url: string | null;
  state: 'pending' | 'running' | 'done' | 'failed';
  attempts: Generated<number>;
  rows: Generated<number>;
  bytes: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  updated_at: Date;
  token_hash: Uint8Array | null;
  sealed_token: string | null;
  created_at: Date;
  finished_at: Date | null;
  expires_at: Date | null;
  access_token_id: string | null;
}

export interface ExportDeliveryTable {
  data_export_row_id: number;
  application_row_id: number;
  state: 'pending' | 'sending' | 'delivered' | 'failed';
  attempts: Generated<number>;
  error: string | null;
  next_attempt_at: Date | null;
  claim: string | null;
  lease_until: Date | null;
  updated_at: Date;
}

export interface ExportTurnTable {
  application_row_id: number;
  served_at: Date | null;
  not_before: Date | null;
  failures: Generated<number>;
}

export interface AuditLogTable {
  audit_log_row_id: Generated<number>;
  id: string;
  owner_type: 'user' | 'organization';
  owner_id: string;
  created_at: Date;
  actor_type: string;
  actor_id: string;
  actor_name: string;
  primary_type: string | null;
  primary_id: string | null;
  primary_name: string | null;
  secondary_type: string | null;
  secondary_id: string | null;
  secondary_name: string | null;
  resource: string;
  action: string;
  path_parameters: Json<Record<string, string>>;
  query_parameters: Json<Record<string, unknown>>;
  body: NullableJson<unknown>;
  status: number;
  address: string;
  request_id: string;
}

export interface MqttSessionTable {
  id: string;
  application_row_id: number;
  client_id: string;
}

export interface MqttSubscriptionTable {
  session_id: string;
  filter_hash: Uint8Array;
  filter: string;
  qos: number;
}

export interface MqttDeliveryTable {
  session_id: string;
  sequence: number;
  packet_id: number;
  topic: string;
  payload: Uint8Array;
  qos: number;
  retain: boolean;
  sent: boolean;
  released: Generated<boolean>;
}

export interface MqttIncomingTable {
  session_id: string;
  packet_id: number;
}

export interface MqttRetainedTable {
  application_row_id: number;
  topic_hash: Uint8Array;
  topic: string;
  payload: Uint8Array;
  qos: number;
}

export interface InstallationTable {
  name: string;
  value: Json<unknown>;
}

export interface SystemRunTable {
  device_row_id: number;
  computed_until: number;
}

export interface RecentItemTable {
  user_row_id: number;
  item_type: string;
  parent_id: string;
  item_id: string;
  turn: Generated<number>;
}

export interface Tables {
  system_run: SystemRunTable;
  app_user: UserTable;
  application: ApplicationTable;
  device: DeviceTable;
  access_key: AccessKeyTable;
  access_token: AccessTokenTable;
  device_state: DeviceStateTable;
  device_last_value: DeviceLastValueTable;
  device_command: DeviceCommandTable;
  device_data_removal: DeviceDataRemovalTable;
  device_connection_log: DeviceConnectionLogTable;
  payload_count: PayloadCountTable;
  payload_count_by_device: PayloadCountByDeviceTable;
  resource_name: ResourceNameTable;
  resource_word: ResourceWordTable;
  resource_count: ResourceCountTable;
  archive_day: ArchiveDayTable;
  attribute_sweep: AttributeSweepTable;
  archive_turn: ArchiveTurnTable;
  archive_object: ArchiveObjectTable;
  organization: OrganizationTable;
  organization_member: OrganizationMemberTable;
  email_change: EmailChangeTable;
  organization_invite: OrganizationInviteTable;
  audit_log: AuditLogTable;
  mqtt_session: MqttSessionTable;
  mqtt_subscription: MqttSubscriptionTable;
  mqtt_delivery: MqttDeliveryTable;
  mqtt_incoming: MqttIncomingTable;
  mqtt_retained: MqttRetainedTable;
  data_export: DataExportTable;
  export_delivery: ExportDeliveryTable;
  export_delivery_turn: ExportTurnTable;
  export_turn: ExportTurnTable;
  recent_item: RecentItemTable;
  installation: InstallationTable;
}
