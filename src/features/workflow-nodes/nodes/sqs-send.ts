import { isObject, toText } from '../../../platform/language/index.ts';
import { awsSignerFields, readAwsSigner } from '../aws-access.ts';
import { signForAws } from '../aws-signature.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { messageFields, readMessage } from '../message-data.ts';
import { softly } from '../outcomes.ts';
import { readJsonAnswer, requestOutside, requireSuccess } from '../outward.ts';

const signerKeys = {
  accessKeyId: 'accessKeyIdTemplate',
  secretAccessKey: 'secretAccessKeyTemplate',
  region: 'regionTemplate',
};
/** As SQS has it. */
const maxAttributes = 10;

export const sqsSendNode: NodeType = {
  type: 'SqsSendNode',
  label: 'AWS SQS',
  summary: 'Sends a message to a queue of Amazon SQS.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    ...awsSignerFields(signerKeys),
    { key: 'queueUrl', kind: 'template', label: 'Queue URL', required: true },
    ...messageFields,
    {
      key: 'attributeMethod',
      kind: 'select',
      label: 'Attributes from',
      options: ['individualFields', 'jsonTemplate', 'payloadPath'],
      default: 'individualFields',
    },
    {
      key: 'attributeFields',
      kind: 'list',
      label: 'Attributes',
      maxEntries: maxAttributes,
      when: { key: 'attributeMethod', is: ['individualFields'] },
      fields: [
        { key: 'name', kind: 'template', label: 'Name' },
        { key: 'value', kind: 'template', label: 'Value' },
      ],
    },
    {
      key: 'attributeTemplate',
      kind: 'json',
      label: 'Attributes',
      help: 'An object of names and values.',
      when: { key: 'attributeMethod', is: ['jsonTemplate'] },
    },
    {
      key: 'attributePayloadPath',
      kind: 'path',
      label: 'Attributes path',
      when: { key: 'attributeMethod', is: ['payloadPath'] },
    },
    { key: 'messageGroupIdTemplate', kind: 'template', label: 'Message group', help: 'Of FIFO queues.' },
    { key: 'messageDeduplicationIdTemplate', kind: 'template', label: 'Deduplication id', help: 'Of FIFO queues.' },
    resultField({ help: 'An object with success and messageId.' }),
  ],
  example: {
    accessKeyIdTemplate: '{{globals.awsKey}}',
    secretAccessKeyTemplate: '{{globals.awsSecret}}',
    regionTemplate: 'us-east-1',
    queueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/alarms',
    dataTemplate: '{{jsonEncode data}}',
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config, now } = context;
    if (config.has('integrationId')) {
      throw new NodeError('NotAvailable', 'This server has no integrations of the type SQS: name a credential');
    }
    const group = config.text('messageGroupIdTemplate', { escape: false }).trim();
    const deduplication = config.text('messageDeduplicationIdTemplate', { escape: false }).trim();
    const attributes = readAttributes(config);
    const message = {
      QueueUrl: config.requiredText('queueUrl', { escape: false }),
      MessageBody: readMessage(config),
      ...(attributes === undefined ? {} : { MessageAttributes: attributes }),
      ...(group === '' ? {} : { MessageGroupId: group }),
      ...(deduplication === '' ? {} : { MessageDeduplicationId: deduplication }),
    };
    await softly(context, 'resultPath', async () => {
      const signer = await readAwsSigner(context, signerKeys);
      // Not where the queue's URL leads: what is signed is for AWS alone.
      const url = new URL(`https://sqs.${signer.region}.amazonaws.com/`);
      const body = Buffer.from(JSON.stringify(message));
      const asked = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
      const request = { method: 'POST', url, headers: asked, body };
      const headers = await signForAws(request, signer, { service: 'sqs', now: now() });
      const answer = await requestOutside(context, { method: 'POST', url: url.href, headers, body });
      requireSuccess(answer);
      const said = readJsonAnswer(answer);
      return { success: true, messageId: isObject(said) ? said.MessageId : undefined };
    });
  },
};

function readAttributes(config: NodeConfig): object | undefined {
  const given = readNamed(config);
  const names = Object.keys(given);
  if (names.length > maxAttributes) {
    throw new NodeError('ValidationError', `A message has at most ${maxAttributes} attributes`);
  }
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const DataType = typeof value === 'number' ? 'Number' : 'String';
      const StringValue = typeof value === 'object' && value !== null ? JSON.stringify(value) : toText(value);
      return [name, { DataType, StringValue }];
    }),
  );
}

function readNamed(config: NodeConfig): Record<string, unknown> {
  const method = config.choice('attributeMethod', 'individualFields' as string);
  if (method === 'individualFields') {
    const entries = config.list('attributeFields').flatMap((entry) => {
      const name = entry.text('name', { escape: false }).trim();
      return name === '' ? [] : [[name, entry.text('value', { escape: false })] as const];
    });
    return Object.fromEntries(entries);
  }
  const given = method === 'jsonTemplate' ? config.json('attributeTemplate') : config.read('attributePayloadPath');
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw new NodeError('ValidationError', 'The attributes are no object');
  return given;
}
