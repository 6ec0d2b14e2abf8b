import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { AccessWatch } from '../../platform/http/replay-stream.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { publishBody, streamQuery } from './schemas.ts';
import type { MessageService } from './service.ts';
import { openMessageStream } from './stream.ts';
import type { TopicWatch } from './topic-watch.ts';

/** Publishing on, and watching, the topics of an application. */
export function registerMessageRoutes(
  router: ActionRouter,
  options: { messages: MessageService; watch: TopicWatch; access: AccessWatch },
): void {
  router.handle('application.mqttPublishMessage', {
    summary: 'Publish a message on a topic of the application.',
    body: publishBody,
    answer: successAnswer,
    unrecorded: 'sent through the server; the usage counts have it',
    handle: async (call) => options.messages.publish(call.application, call.principal, call.body),
  });

  router.handle('application.mqttSubscriptionStream', {
    summary: 'Server-Sent Events with the messages that match a topic filter.',
    query: streamQuery,
    stream: true,
    handle: async (call) => openMessageStream(call, options),
  });
}
