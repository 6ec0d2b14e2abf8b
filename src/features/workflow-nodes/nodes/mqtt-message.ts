import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';

export const mqttMessageNode: NodeType = {
  type: 'MqttMessageNode',
  label: 'MQTT Message',
  summary: 'Publishes a message on a topic of the application, or through an integration.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  readsOnly: true,
  fields: [
    {
      key: 'integrationId',
      kind: 'text',
      label: 'Broker',
      help: 'losant: this server; else the id of an integration.',
      default: 'losant',
    },
    { key: 'topicTemplate', kind: 'template', label: 'Topic', required: true, help: 'At most 30 messages in 15 s.' },
    { key: 'messageTemplate', kind: 'template', label: 'Message' },
  ],
  example: { topicTemplate: 'plant/{{data.site}}', messageTemplate: '{"level": {{data.level}} }' },
  async run({ config, services }) {
    const integrationId = config.plain('integrationId').trim();
    const topic = config.requiredText('topicTemplate', { escape: false });
    const message = config.text('messageTemplate', { escape: false });
    const isOwn = integrationId === '' || integrationId === 'losant';
    await services.messages.publish({ ...(isOwn ? {} : { integrationId }), topic, message });
  },
};
