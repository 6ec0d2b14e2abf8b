import { isObject, toText } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { keyValueField, resultField } from '../fields.ts';
import { fetchGoogleToken, googleAccountFields, readServiceAccount } from '../google-access.ts';
import { messageFields, readMessage } from '../message-data.ts';
import { softly } from '../outcomes.ts';
import { postJson, readJsonAnswer } from '../outward.ts';
import { encodePath } from '../path-segments.ts';

const keyData = 'jwtDataTemplate';

export const googlePublishNode: NodeType = {
  type: 'GooglePublishNode',
  label: 'GCP Pub/Sub',
  summary: 'Publishes a message on a topic of Google Cloud Pub/Sub.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'integrationId', kind: 'text', label: 'Integration', help: 'One of Google Pub/Sub. Or a service account.' },
    ...googleAccountFields(keyData),
    { key: 'topicTemplate', kind: 'template', label: 'Topic', required: true },
    ...messageFields,
    {
      key: 'attrMethod',
      kind: 'select',
      label: 'Attributes from',
      options: ['individualFields', 'jsonTemplate', 'payloadPath'],
      default: 'individualFields',
    },
    { ...keyValueField('attrFields', 'Attributes'), when: { key: 'attrMethod', is: ['individualFields'] } },
    {
      key: 'attrTemplate',
      kind: 'json',
      label: 'Attributes',
      help: 'An object of names and values.',
      when: { key: 'attrMethod', is: ['jsonTemplate'] },
    },
    {
      key: 'attrPayloadPath',
      kind: 'path',
      label: 'Attributes path',
      when: { key: 'attrMethod', is: ['payloadPath'] },
    },
    resultField({ help: 'An object with success and messageId.' }),
  ],
  example: {
    credentialNameTemplate: 'google',
    topicTemplate: 'alarms',
    dataTemplate: '{{jsonEncode data}}',
    attrFields: [{ keyTemplate: 'device', valueTemplate: '{{deviceName}}' }],
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config } = context;
    const topic = config.requiredText('topicTemplate', { escape: false });
    const data = readMessage(config);
    const attributes = readAttributes(config);
    const integrationId = config.plain('integrationId').trim();
    await softly(context, 'resultPath', () =>
      integrationId === ''
        ? publish(context, { topic, data, attributes })
        : publishThrough(context, integrationId, { topic, data, attributes }),
    );
  },
};

interface Message {
  readonly topic: string;
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The integration says when the message is sent, and keeps it until then. */
async function publishThrough({ services }: NodeContext, integrationId: string, { topic, data, attributes }: Message) {
  const body = { topic, payload: data, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) };
  await services.api.call({ action: 'integration.publish', parameters: { integrationId }, body });
  return { success: true };
}

async function publish(context: NodeContext, { topic, data, attributes }: Message) {
  const account = await readServiceAccount(context, keyData);
  const projectId = context.config.text('projectIdTemplate').trim() || account.projectId;
  if (projectId === undefined)
    throw new ActionError('ValidationError', 'Neither the node nor the key file names a project');
  const token = await fetchGoogleToken(context, account, { scope: 'https://www.googleapis.com/auth/pubsub' });
  // Also under the whole name that the platform's own page shows.
  const name = topic.startsWith('projects/') ? topic : `projects/${projectId}/topics/${topic}`;
  const path = encodePath(name);
  const answer = await postJson(context, {
    url: `https://pubsub.googleapis.com/v1/${path}:publish`,
    headers: { authorization: `Bearer ${token}` },
    body: { messages: [{ data: Buffer.from(data).toString('base64'), attributes }] },
  });
  const said = readJsonAnswer(answer);
  const { messageIds } = isObject(said) ? said : {};
  return { success: true, messageId: Array.isArray(messageIds) ? messageIds[0] : undefined };
}

function readAttributes(config: NodeConfig): Record<string, string> {
  const method = config.choice('attrMethod', 'individualFields' as string);
  if (method === 'individualFields') return Object.fromEntries(config.keyValues('attrFields'));
  const given = method === 'jsonTemplate' ? config.json('attrTemplate') : config.read('attrPayloadPath');
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw new NodeError('ValidationError', 'The attributes are no object');
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : toText(value),
    ]),
  );
}
