import { invalid } from './errors.ts';
import { isReservedTopic, isValidTopicFilter } from './topic-filter.ts';

/** The lists of topic filters that access keys and device certificates have. */
export interface CustomTopics {
  readonly pubTopics?: readonly string[] | undefined;
  readonly subTopics?: readonly string[] | undefined;
}

/**
 * Checks what is to restrict devices to topics, or to keep them away from some: the lists are about custom topics alone, so one
 * below `losant/` or `$` would neither allow nor forbid anything.
 *
 * @throws AppError Validation naming the topic
 */
export function checkCustomTopics(topics: CustomTopics): void {
  for (const field of ['pubTopics', 'subTopics'] as const) {
    for (const [index, topic] of (topics[field] ?? []).entries()) {
      const name = `${field}[${index}]`;
      if (!isValidTopicFilter(topic)) throw invalid(name, 'must be a valid MQTT topic filter');
      if (isReservedTopic(topic))
        throw invalid(name, 'must not start with losant/ or $: the lists are about custom topics');
    }
  }
}
