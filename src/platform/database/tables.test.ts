import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openDatabase } from './open.ts';
import type { Tables } from './tables.ts';

/** The compiler refuses this when a column of `Tables` is missing from it, or the other way round. */
const tableColumns: { readonly [Table in keyof Tables]: Readonly<Record<keyof Tables[Table], true>> } = {
  app_user: {
    user_key: true,
    id: true,
    email: true,
    password_hash: true,
    first_name: true,
    last_name: true,
    company_name: true,
    is_administrator: true,
    created_at: true,
    updated_at: true,
    password_updated_at: true,
  },
  application: {
    application_key: true,
    id: true,
    owner_type: true,
    owner_id: true,
    name: true,
    description: true,
    endpoint_slug: true,
    exp_user_token_cutoff: true,
    endpoint_default_cors: true,
    globals: true,
    ftue_tracking: true,
    archive_config: true,
    created_at: true,
    updated_at: true,
    deleted_at: true,
  },
  device: {
    device_key: true,
    id: true,
    application_key: true,
    name: true,
    description: true,
    device_class: true,
    gateway_id: true,
    parent_id: true,
    system_interval: true,
    keep_duplicates: true,
    tags: true,
    attributes: true,
    connected: true,
    connection_changed_at: true,
    created_at: true,
    updated_at: true,
    deleted_at: true,
  },
  access_key: {
    access_key_key: true,
    id: true,
    application_key: true,
    key: true,
    secret_hash: true,
    status: true,
    description: true,
    device_ids: true,
    device_tags: true,
    filter_type: true,
    pub_topics: true,
    sub_topics: true,
    created_at: true,
    updated_at: true,
  },
  access_token: {
    access_token_key: true,
    id: true,
    hash: true,
    kind: true,
    user_key: true,
    application_key: true,
    device_key: true,
    access_key_key: true,
    scopes: true,
    name: true,
    description: true,
    status: true,
    creator_type: true,
    creator_id: true,
    creator_name: true,
    expires_at: true,
    last_used_at: true,
    created_at: true,
    updated_at: true,
  },
  device_state: { device_key: true, time: true, data: true },
  device_last_value: { device_key: true, oldest: true, newest: true, data: true },
  device_command: { device_command_key: true, device_key: true, time: true, name: true, payload: true },
  device_connection_log: {
    device_connection_log_key: true,
    device_key: true,
    time: true,
    connected: true,
    disconnect_reason: true,
    messages_from_client: true,
    messages_to_client: true,
  },
  payload_count: { application_key: true, hour: true, type: true, source: true, count: true },
  payload_count_by_device: {
    application_key: true,
    hour: true,
    type: true,
    source: true,
    count: true,
    device_key: true,
  },
  resource_name: { application_key: true, type: true, id: true, name: true, descriptor: true, tags: true },
  resource_count: { application_key: true, type: true, count: true },
  archive_day: {
    application_key: true,
    day: true,
    state: true,
    job_id: true,
    attempts: true,
    objects: true,
    rows: true,
    bytes: true,
    error: true,
    created_at: true,
    updated_at: true,
  },
  archive_object: {
    application_key: true,
    day: true,
    device_key: true,
    object_key: true,
    rows: true,
    bytes: true,
    sha256: true,
    written_at: true,
  },
  installation: { name: true, value: true },
};

it('describes every table as the migrations make it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  const database = await openDatabase({
    dataDir,
    migrationsDir: fileURLToPath(new URL('../../../migrations', import.meta.url)),
    onFailure: (error) => {
      throw error;
    },
  });
  try {
    const columns = await database.query<{ table: string; names: string[] }>({
      sql: `select table_name::text as table, array_agg(column_name::text order by column_name) as names
        from information_schema.columns where table_schema = 'public' and table_name <> 'schema_migration'
        group by table_name`,
    });
    const actual = Object.fromEntries(columns.map(({ table, names }) => [table, names]));
    const described = Object.entries(tableColumns).map(([table, names]) => [table, Object.keys(names).sort()]);
    expect(actual).toEqual(Object.fromEntries(described));
  } finally {
    await database.close();
    await rm(dataDir, { recursive: true });
  }
});
