import { AppError, invalid } from '../../kernel/errors.ts';
import { isValidTopicName } from '../../kernel/topic-filter.ts';
import { isPubSubTopic } from './config.ts';
import type { OutgoingMessage } from './links/link.ts';
import type { IntegrationMessageBody, IntegrationType } from './schemas.ts';

const maxPayloadBytes = 256 * 1024;

/**
 * A message as an integration of this type can send it.
 *
 * @throws AppError Validation naming the field, TooLarge
 */
export function readOutgoing(type: IntegrationType, body: IntegrationMessageBody): OutgoingMessage {
  const { topic, encoding = 'utf8', qos = 0, retain = false, attributes = {} } = body;
  if (type === 'meridian') throw new AppError('Validation', 'Meridian takes no messages');
  checkTopic(type, topic);
  for (const field of ['qos', 'retain'] as const) {
    if (type !== 'mqtt' && body[field] !== undefined)
      throw invalid(field, `does not fit an integration of type ${type}`);
  }
  if (type !== 'googlePubSub' && body.attributes !== undefined) {
    throw invalid('attributes', `does not fit an integration of type ${type}`);
  }
  const payload = Buffer.from(body.payload, encoding);
  if (encoding === 'base64' && payload.toString('base64').replace(/=+$/, '') !== body.payload.replace(/=+$/, '')) {
    throw invalid('payload', 'must be base64');
  }
  if (payload.byteLength > maxPayloadBytes) {
    throw new AppError('TooLarge', `payload is larger than ${maxPayloadBytes} bytes`);
  }
  return { topic, payload, qos, retain, attributes };
}

function checkTopic(type: IntegrationType, topic: string): void {
  if (type === 'mqtt' && !isValidTopicName(topic))
    throw invalid('topic', 'must be a valid MQTT topic, without wildcards');
  if (type === 'googlePubSub' && !isPubSubTopic(topic)) {
    throw invalid('topic', 'must be a topic, or projects/<project>/topics/<topic>');
  }
  if (type === 'particle' && !/^[!-~]{1,64}$/.test(topic)) {
    throw invalid('topic', 'must be an event name of at most 64 characters');
  }
}
