import { AppError } from '../../../kernel/errors.ts';
import { RateWindow } from '../../../kernel/rate-window.ts';
import type { Effects } from './effects.ts';

/** Messages of workflows on one topic, on this server (workflows.md, "5. Nodes", MqttMessage). */
const topicLimit = { count: 30, windowMs: 15_000 };
const maxTopics = 10_000;

/** Messages on topics of the application, and through its integrations. */
export function messageEffects(api: Effects['api'], elapsed: () => number): Effects['messages'] {
  const limits = new Map<string, RateWindow>();
  return {
    async publish(caller, { integrationId, topic, message }) {
      const key = `${caller.application.applicationRowId} ${integrationId ?? ''} ${topic}`;
      // Forgetting all of them lets nobody send oftener than twice.
      if (limits.size >= maxTopics && !limits.has(key)) limits.clear();
      const limit = limits.get(key) ?? new RateWindow(topicLimit);
      limits.set(key, limit);
      const wait = limit.take(elapsed());
      if (wait > 0) throw new AppError('Throttled', 'Workflows may send 30 messages in 15 s on one topic');
      await api.call(
        caller,
        integrationId === undefined
          ? { action: 'application.mqttPublishMessage', body: { topic, message } }
          : { action: 'integration.publish', parameters: { integrationId }, body: { topic, payload: message } },
      );
    },
  };
}
