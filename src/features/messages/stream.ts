import { invalid } from '../../kernel/errors.ts';
import { isValidTopicFilter } from '../../kernel/topic-filter.ts';
import type { ActionCall } from '../../platform/http/action-router.ts';
import { EventStream } from '../../platform/http/event-stream.ts';
import type { AccessService } from '../access/index.ts';
import type { TopicWatch } from './topic-watch.ts';

/**
 * Opens the event stream of one topic filter (semantics.md, mqttSubscriptionStream). It ends when the caller loses its
 * access; what a slow reader misses is announced as `gap`.
 */
export function openMessageStream(
  call: ActionCall<{ topic: string; keepAliveInterval?: number }, unknown>,
  options: { watch: TopicWatch; access: AccessService },
): void {
  const { topic, keepAliveInterval = 2 } = call.query;
  if (!isValidTopicFilter(topic)) throw invalid('topic', 'must be a valid MQTT topic filter');
  const { applicationId } = call.application;
  const lastEventId = call.request.headers['last-event-id'];
  const stream = EventStream.open(call.reply, { keepAliveMs: keepAliveInterval * 1000 });
  const stopWatching = options.watch.watch(
    applicationId,
    {
      filter: topic,
      receive: ({ id, data }) => stream.send({ event: 'mqttMessage', id, data }),
      gap: () => stream.send({ event: 'gap', data: { reason: 'the messages missed are no longer kept' } }),
    },
    typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined,
  );
  const stopGuarding = options.access.watchAccess(
    { principal: call.principal, applicationId, action: call.action },
    () => stream.end(),
  );
  stream.onEnd(() => {
    stopWatching();
    stopGuarding();
  });
}
