import type { IntegrationConfig, Outbox } from './schemas.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  /** Secrets of `config` are sealed. */
  integration: { topics: string[]; config: IntegrationConfig; outbox: Outbox };
  integration_link: { subscribed_topics: string[] };
  integration_message: { attributes: Record<string, string> };
  pubsub_subscription: object;
}
