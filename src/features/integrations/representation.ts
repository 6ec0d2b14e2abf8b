import { hideSecrets } from '../../platform/secrets/stored-secrets.ts';
import { type IntegrationStatus, integrationConfig } from './schemas.ts';
import type { LinkedIntegration } from './store.ts';

/** An integration as the API shows it: placeholders for its secrets, and its status in the form of the contract. */
export function toIntegration(row: LinkedIntegration, applicationId: string) {
  return {
    id: row.id,
    integrationId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    integrationType: row.integration_type,
    enabled: row.enabled,
    topics: row.topics,
    ...hideSecrets(row.config, integrationConfig),
    outbox: row.outbox,
    status: toStatus(row),
    _type: 'integration' as const,
    _links: { self: { href: `/applications/${applicationId}/integrations/${row.id}` } },
  };
}

function toStatus(row: LinkedIntegration): IntegrationStatus {
  const connected = row.enabled && row.held && row.connected && row.connected_revision === row.revision;
  return {
    connected,
    ...(row.last_keep_alive ? { lastKeepAlive: row.last_keep_alive.getTime() } : {}),
    ...(row.enabled && !connected && row.next_attempt_at ? { nextAttempt: row.next_attempt_at.getTime() } : {}),
    connectInfo: { ts: row.connected_at?.getTime() ?? null },
    disconnectInfo: {
      ts: row.disconnected_at?.getTime() ?? null,
      ...(row.disconnect_error === null ? {} : { error: row.disconnect_error }),
    },
    counts: { received: row.received, dropped: row.dropped, published: row.published, discarded: row.discarded },
    waiting: { messages: row.waiting, bytes: row.waiting_bytes },
  };
}
