import { redacted } from '../../platform/secrets/secret-field.ts';
import type { WebhookRow } from './store.ts';

/** A webhook as the API returns it; `base` is where people reach this server. */
export function toWebhook(row: WebhookRow, { applicationId, base }: { applicationId: string; base: string }) {
  return {
    id: row.id,
    webhookId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    token: row.token,
    url: `${base}/webhooks/${row.token}`,
    enabled: row.enabled,
    responseCode: row.response_code,
    verificationType: row.verification_type,
    verificationCode: row.verification_code,
    waitForReply: row.wait_for_reply,
    basicAuthUsername: row.basic_auth_username,
    ...(row.sealed_basic_auth_password === null ? {} : { basicAuthPassword: redacted }),
    castBuffersAs: row.cast_buffers_as,
    annotateMultipart: row.annotate_multipart,
    isWebsocket: false as const,
    _type: 'webhook' as const,
    _links: { self: { href: `/applications/${applicationId}/webhooks/${row.id}` } },
  };
}
