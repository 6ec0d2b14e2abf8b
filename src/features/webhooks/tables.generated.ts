// Written by npm run generate from the migrations and tables.ts; change those.
import type { GeneratedAlways } from 'kysely';

export interface WebhookTable {
  webhook_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: string;
  token: string;
  enabled: boolean;
  response_code: number;
  verification_type: 'none' | 'facebook' | 'fitbit' | 'twilio' | 'alexa';
  verification_code: string;
  wait_for_reply: boolean;
  basic_auth_username: string;
  sealed_basic_auth_password: string | null;
  cast_buffers_as: 'array' | 'binary' | 'utf8' | 'base64' | 'hex';
  annotate_multipart: boolean;
  created_at: Date;
  updated_at: Date;
}

export interface WebhookCallTable {
  webhook_call_row_id: GeneratedAlways<number>;
  webhook_row_id: number;
  id: string;
  called_at: Date;
  address: string;
  method: string;
  path: string;
  request: string;
  body_bytes: number;
  response_code: number | null;
}

export interface WebhookWaitTable {
  reply_id: string;
  application_row_id: number;
  expires_at: Date;
  answer: string | null;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    webhook: WebhookTable;
    webhook_call: WebhookCallTable;
    webhook_wait: WebhookWaitTable;
  }
}
