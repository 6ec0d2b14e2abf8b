export { integrationsFeature } from './feature.ts';
export type { IntegrationMessage, IntegrationMessageListener, IntegrationMessages, MessageGate } from './messages.ts';
export type { IntegrationService } from './service.ts';
