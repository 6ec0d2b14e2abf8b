import { invalid } from '../../kernel/errors.ts';
import { isValidTopicFilter, matchesTopic } from '../../kernel/topic-filter.ts';
import type { ActionCall } from '../../platform/http/action-router.ts';
import { type AccessWatch, openReplayStream } from '../../platform/http/replay-stream.ts';
import type { TopicWatch } from './topic-watch.ts';

/** Opens the event stream of one topic filter (semantics.md, "mqttSubscriptionStream"). */
export function openMessageStream(
  call: ActionCall<{ topic: string; keepAliveInterval?: number }, unknown>,
  options: { watch: TopicWatch; access: AccessWatch },
): void {
  const filter = call.query.topic;
  if (!isValidTopicFilter(filter)) throw invalid('topic', 'must be a valid MQTT topic filter');
  openReplayStream(call, {
    windows: options.watch.windows,
    key: call.application.applicationId,
    event: 'mqttMessage',
    accepts: ({ topic }) => matchesTopic(filter, topic),
    access: options.access,
  });
}
