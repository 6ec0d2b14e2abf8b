// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface IntegrationTable {
  integration_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  integration_type: 'mqtt' | 'googlePubSub' | 'particle' | 'meridian';
  enabled: boolean;
  topics: ColumnType<DeclaredTables['integration']['topics'], string, string>;
  config: ColumnType<DeclaredTables['integration']['config'], string, string>;
  outbox: ColumnType<DeclaredTables['integration']['outbox'], string, string>;
  revision: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

export interface IntegrationLinkTable {
  integration_row_id: number;
  holder: string | null;
  lease_until: Date | null;
  connected: Generated<boolean>;
  connected_revision: Generated<number>;
  connected_at: Date | null;
  disconnected_at: Date | null;
  disconnect_error: string | null;
  next_attempt_at: Date | null;
  last_keep_alive: Date | null;
  received: Generated<number>;
  dropped: Generated<number>;
  published: Generated<number>;
  discarded: Generated<number>;
  waiting: Generated<number>;
  waiting_bytes: Generated<number>;
  subscribed_topics: ColumnType<DeclaredTables['integration_link']['subscribed_topics'], string | undefined, string>;
}

export interface IntegrationMessageTable {
  integration_message_row_id: GeneratedAlways<number>;
  integration_row_id: number;
  application_row_id: number;
  topic: string;
  payload: Uint8Array;
  qos: number;
  retain: boolean;
  attributes: ColumnType<DeclaredTables['integration_message']['attributes'], string, string>;
  bytes: number;
  awaited: boolean;
  attempts: Generated<number>;
  error: string | null;
  expires_at: Date;
  created_at: Date;
}

export interface PubsubSubscriptionTable {
  pubsub_subscription_row_id: GeneratedAlways<number>;
  integration_id: string;
  project_id: string;
  topic: string;
  key_json: string;
  attempts: Generated<number>;
  next_attempt_at: Date;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    integration: IntegrationTable;
    integration_link: IntegrationLinkTable;
    integration_message: IntegrationMessageTable;
    pubsub_subscription: PubsubSubscriptionTable;
  }
}
