import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import type { FieldDeclaration } from '../declaration.ts';
import { keyValueField } from '../fields.ts';
import type { ReplyCookie } from '../services.ts';

const defaultReplyPath = 'data.replyId';

const bodyFields: readonly FieldDeclaration[] = [
  { key: 'responseCodeTemplate', kind: 'template', label: 'Status', default: '200' },
  {
    key: 'bodyTemplateType',
    kind: 'select',
    label: 'Body is',
    options: ['string', 'json', 'path', 'payload', 'none'],
    default: 'string',
  },
  {
    key: 'bodyTemplate',
    kind: 'template',
    label: 'Body',
    kindBy: { key: 'bodyTemplateType', kinds: { json: 'json', path: 'path' } },
  },
  keyValueField('headerInfo', 'Headers'),
  { key: 'replyIdPath', kind: 'path', label: 'Reply id', default: defaultReplyPath },
];

export const endpointReplyNode: NodeType = {
  type: 'EndpointReplyNode',
  label: 'Endpoint Reply',
  summary: 'Answers the request that started the workflow, or another one that waits.',
  category: 'output',
  classes: ['cloud', 'experience'],
  outputs: 1,
  readsOnly: true,
  fields: [
    {
      key: 'replyType',
      kind: 'select',
      label: 'Reply',
      options: ['custom', 'page', 'redirect', 'mqtt'],
      default: 'custom',
    },
    ...bodyFields,
    { key: 'pageIdTemplate', kind: 'template', label: 'Page', when: { key: 'replyType', is: ['page'] } },
    { key: 'layoutIdTemplate', kind: 'template', label: 'Layout', when: { key: 'replyType', is: ['page'] } },
    {
      key: 'cookieInfo',
      kind: 'list',
      label: 'Cookies',
      fields: [
        { key: 'nameTemplate', kind: 'template', label: 'Name' },
        { key: 'valueTemplate', kind: 'template', label: 'Value' },
        { key: 'maxAgeTemplate', kind: 'template', label: 'Milliseconds' },
        { key: 'pathTemplate', kind: 'template', label: 'Path' },
      ],
    },
    { key: 'sameSiteTemplate', kind: 'template', label: 'SameSite' },
    { key: 'experienceVersion', kind: 'text', label: 'Experience version' },
  ],
  example: { responseCodeTemplate: '200', bodyTemplate: '{"ok":true}', replyIdPath: defaultReplyPath },
  async run({ config, payload, services }) {
    const replyId = readReplyId(config);
    if (replyId === undefined) return;
    const type = config.choice('replyType', 'custom' as string);
    const body = readBody(config, payload);
    const headers = Object.fromEntries(config.keyValues('headerInfo'));
    const isJson = config.plain('bodyTemplateType') === 'json' && type === 'custom';
    const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    if (isJson && !isTyped) headers['Content-Type'] = 'application/json';
    if (type === 'redirect') headers.Location = String(body ?? '').trim();
    const topics = type === 'mqtt' ? readTopics(config) : undefined;
    const layoutId = config.text('layoutIdTemplate').trim() || undefined;
    await services.replies.reply({
      replyId,
      reply: {
        kind: 'endpoint',
        statusCode: readStatus(config, type),
        headers,
        body: type === 'redirect' ? undefined : toText(body),
        cookies: config.list('cookieInfo').flatMap((cookie) => readCookie(cookie, config.text('sameSiteTemplate'))),
        ...(type === 'page' ? { page: { pageId: config.requiredText('pageIdTemplate'), layoutId, data: body } } : {}),
        ...(topics ? { topics } : {}),
        experienceVersion: config.plain('experienceVersion') || undefined,
      },
    });
  },
};

export const webhookReplyNode: NodeType = {
  type: 'WebhookReplyNode',
  label: 'Webhook Reply',
  summary: 'Answers a call of a webhook that waits.',
  category: 'output',
  classes: ['cloud'],
  outputs: 1,
  readsOnly: true,
  fields: bodyFields,
  example: { responseCodeTemplate: '200', bodyTemplate: '{"ok":true}', replyIdPath: defaultReplyPath },
  async run({ config, payload, services }) {
    const replyId = readReplyId(config);
    if (replyId === undefined) return;
    const headers = Object.fromEntries(config.keyValues('headerInfo'));
    const body = toText(readBody(config, payload));
    const statusCode = readStatus(config, 'custom');
    await services.replies.reply({ replyId, reply: { kind: 'webhook', statusCode, headers, body } });
  },
};

/** Undefined: nobody waits, and the node does nothing. */
function readReplyId(config: NodeConfig): string | undefined {
  const path = config.path('replyIdPath') ?? defaultReplyPath;
  const replyId = config.with({ path }).read('path');
  return typeof replyId === 'string' && replyId !== '' ? replyId : undefined;
}

function readStatus(config: NodeConfig, type: string): number {
  const status = Number(config.text('responseCodeTemplate').trim());
  if (type === 'redirect') return status === 301 ? 301 : 302;
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : 200;
}

function readBody(config: NodeConfig, payload: unknown): unknown {
  const type = config.choice('bodyTemplateType', 'string' as string);
  if (type === 'none') return undefined;
  if (type === 'payload') return payload;
  if (type === 'path') return config.read('bodyTemplate');
  return type === 'json' ? config.json('bodyTemplate') : config.text('bodyTemplate');
}

function toText(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function readTopics(config: NodeConfig): string[] {
  const listed = config.texts('mqttTopics').length > 0 ? config.texts('mqttTopics') : config.read('mqttTopicsPath');
  return Array.isArray(listed) ? listed.map(String) : typeof listed === 'string' ? [listed] : [];
}

function readCookie(cookie: NodeConfig, sameSite: string): ReplyCookie[] {
  const name = cookie.text('nameTemplate').trim();
  if (name === '') return [];
  const site = (['none', 'lax', 'strict'] as const).find((each) => each === sameSite.trim().toLowerCase());
  return [
    {
      name,
      value: cookie.has('valueTemplate') ? cookie.text('valueTemplate', { escape: false }) : undefined,
      maxAge: cookie.number('maxAgeTemplate'),
      path: cookie.text('pathTemplate') || undefined,
      sameSite: site,
    },
  ];
}
