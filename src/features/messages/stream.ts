import { invalid } from '../../kernel/errors.ts';
import { isValidTopicFilter, matchesTopic } from '../../kernel/topic-filter.ts';
import type { ActionCall } from '../../platform/http/action-router.ts';
import { hasPlusSign, plusHint } from '../../platform/http/plus-sign.ts';
import { type AccessWatch, openReplayStream } from '../../platform/http/replay-stream.ts';
import type { TopicWatch } from './topic-watch.ts';

/** Opens the event stream of one topic filter (semantics.md, "mqttSubscriptionStream"). */
export async function openMessageStream(
  call: ActionCall<{ topic: string; keepAliveInterval?: number }, unknown>,
  options: { watch: TopicWatch; access: AccessWatch },
): Promise<void> {
  const filter = call.query.topic;
  // A topic may have a blank for a level, but hardly has; who means it writes it as %20.
  if (hasPlusSign(call.request, 'topic') && filter.split('/').includes(' ')) {
    throw invalid('topic', `has a level that is a blank: ${plusHint}`);
  }
  if (!isValidTopicFilter(filter)) throw invalid('topic', 'must be a valid MQTT topic filter');
  await openReplayStream(call, {
    windows: options.watch.windows,
    key: call.application.applicationId,
    event: 'mqttMessage',
    accepts: ({ topic }) => matchesTopic(filter, topic),
    access: options.access,
  });
}
