export type { AlexaTrust } from './alexa.ts';
export type { WebhookAnswer } from './answers.ts';
export { defineWebhooks, webhooksFeature } from './feature.ts';
export type {
  RemovedWebhook,
  WebhookCall,
  WebhookCallData,
  WebhookListener,
  WebhookListeners,
} from './listeners.ts';
export type { WebhookReplies } from './replies.ts';
