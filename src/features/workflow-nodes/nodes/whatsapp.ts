import { isObject, toText } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { credentialField, credentialKey, useCredential } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { isActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { postJson, readJsonAnswer } from '../outward.ts';

/** The version of Meta's API whose messages these are. */
const origin = 'https://graph.facebook.com/v23.0';
const maxNumbers = 100;
/** What a message may have at most, as WhatsApp says. */
const maxLength = 4096;

export const whatsAppNode: NodeType = {
  type: 'WhatsAppNode',
  label: 'WhatsApp',
  summary:
    'Sends a message to phones through an account of WhatsApp Business: a text, or one of its message templates.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  fields: [
    credentialField('One of the type whatsapp; in place of the number and the token.'),
    { key: 'fromNumberIdTemplate', kind: 'template', label: 'From', help: 'The id of the number, not the number.' },
    { key: 'accessTokenTemplate', kind: 'template', label: 'Access token' },
    {
      key: 'toNumberTemplates',
      kind: 'list',
      label: 'To',
      help: 'With their country codes.',
      entries: 'template',
      required: true,
      maxEntries: maxNumbers,
    },
    {
      key: 'templateNameTemplate',
      kind: 'template',
      label: 'Message template',
      help: 'Its name; empty: the message is a text.',
    },
    {
      key: 'templateLanguageTemplate',
      kind: 'template',
      label: 'Language',
      help: 'Of the message template.',
      default: 'en_US',
    },
    {
      key: 'messageSourceMethod',
      kind: 'select',
      label: 'Message from',
      options: ['stringTemplate', 'payloadPath', 'jsonTemplate'],
      default: 'stringTemplate',
    },
    {
      key: 'messageSourceValue',
      kind: 'template',
      kindBy: { key: 'messageSourceMethod', kinds: { payloadPath: 'path', jsonTemplate: 'json' } },
      label: 'Message',
      help: 'The text; or of a message template the list of its components, which may be empty.',
    },
    resultField({
      key: 'resultsPath',
      label: 'Results path',
      help: 'For each number success and messageId, or error and message.',
    }),
  ],
  example: {
    credentialNameTemplate: 'plant whatsapp',
    toNumberTemplates: ['{{globals.phone}}'],
    messageSourceMethod: 'stringTemplate',
    messageSourceValue: '{{deviceName}} is too warm',
    resultsPath: 'working.sent',
  },
  async run(context) {
    const { config } = context;
    const message = readMessage(config);
    const numbers = config.texts('toNumberTemplates', { escape: false }).map((text) => text.trim());
    const given = numbers.filter((number) => number !== '');
    if (given.length === 0 || given.length > maxNumbers) {
      throw new NodeError('ValidationError', `toNumberTemplates must be from 1 to ${maxNumbers}`);
    }
    const results = [];
    for (const number of given) results.push(await send(context, number, message));
    config.write('resultsPath', results);
  },
};

function readMessage(config: NodeConfig): Readonly<Record<string, unknown>> {
  const name = config.text('templateNameTemplate', { escape: false }).trim();
  const method = config.choice('messageSourceMethod', 'stringTemplate' as string);
  const value =
    method === 'payloadPath'
      ? config.read('messageSourceValue')
      : method === 'jsonTemplate'
        ? config.json('messageSourceValue')
        : config.text('messageSourceValue', { escape: false });
  if (name === '') {
    const body = typeof value === 'object' && value !== null ? JSON.stringify(value) : toText(value);
    if (body.trim() === '') throw new NodeError('TemplateError', 'messageSourceValue renders no text');
    if (body.length > maxLength)
      throw new NodeError('ValidationError', `The message is longer than ${maxLength} characters`);
    return { type: 'text', text: { body } };
  }
  const components = value === undefined || value === null || value === '' ? [] : value;
  if (!Array.isArray(components)) {
    throw new NodeError('ValidationError', 'The components of a message template must be a list');
  }
  const code = config.text('templateLanguageTemplate').trim() || 'en_US';
  return { type: 'template', template: { name, language: { code }, ...(components.length > 0 ? { components } : {}) } };
}

async function send(context: NodeContext, number: string, message: Readonly<Record<string, unknown>>): Promise<object> {
  try {
    const { id, token } = await readSender(context);
    const answer = await postJson(context, {
      url: `${origin}/${id}/messages`,
      headers: { authorization: `Bearer ${token}` },
      body: { messaging_product: 'whatsapp', recipient_type: 'individual', to: number, ...message },
    });
    const said = readJsonAnswer(answer);
    const [first] = isObject(said) && Array.isArray(said.messages) ? (said.messages as unknown[]) : [];
    return { success: true, number, messageId: isObject(first) ? first.id : undefined };
  } catch (error) {
    if (!isActionError(error)) throw error;
    return { error: true, number, message: error.message };
  }
}

async function readSender(context: NodeContext): Promise<{ id: string; token: string }> {
  const { config } = context;
  const used = config.has(credentialKey) ? await useCredential(context, 'whatsapp') : undefined;
  const id = used ? (used.fromNumberId ?? '') : config.requiredText('fromNumberIdTemplate');
  // It becomes a part of the URL.
  if (!/^\d{1,64}$/.test(id)) throw new NodeError('ValidationError', 'The id of the number is no number');
  return { id, token: used ? (used.accessToken ?? '') : config.requiredText('accessTokenTemplate', { escape: false }) };
}
