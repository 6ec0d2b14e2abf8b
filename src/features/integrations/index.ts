export { integrationsFeature } from './feature.ts';
export type { IntegrationMessage, IntegrationMessageListener, IntegrationMessages } from './messages.ts';
export type { IntegrationService } from './service.ts';
