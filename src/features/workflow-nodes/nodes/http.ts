import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { applyCredential, credentialField } from '../credential-use.ts';
import { everyClass } from '../declaration.ts';
import { encodeText, requireUnicode } from '../encode-text.ts';
import { NodeError } from '../errors.ts';
import { errorBehaviorFields } from '../fields.ts';
import { byErrorBehavior } from '../outcomes.ts';
import { parsePayloadJson } from '../payload-json.ts';
import type { HttpAnswer } from '../services.ts';

const maxTimeoutSeconds = 30;

export const httpNode: NodeType = {
  type: 'HttpNode',
  label: 'HTTP',
  summary: 'Sends a request to another host and stores its response, whatever the status.',
  category: 'output',
  classes: everyClass,
  outputs: 1,
  hasErrorBehavior: true,
  fields: [
    {
      key: 'method',
      kind: 'select',
      label: 'Method',
      options: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'],
      default: 'GET',
    },
    { key: 'uriTemplate', kind: 'template', label: 'URL', required: true },
    {
      key: 'headerInfo',
      kind: 'list',
      label: 'Headers',
      fields: [
        { key: 'key', kind: 'template', label: 'Name' },
        { key: 'valueTemplate', kind: 'template', label: 'Value' },
      ],
    },
    {
      key: 'bodyType',
      kind: 'select',
      label: 'Body is',
      options: ['string', 'jsonTemplate', 'urlencoded', 'multipart', 'none'],
      default: 'string',
    },
    {
      key: 'bodyTemplate',
      kind: 'template',
      label: 'Body',
      kindBy: { key: 'bodyType', kinds: { jsonTemplate: 'json' } },
    },
    {
      key: 'bodyFields',
      kind: 'list',
      label: 'Form fields',
      when: { key: 'bodyType', is: ['urlencoded', 'multipart'] },
      fields: [
        { key: 'keyTemplate', kind: 'template', label: 'Name' },
        { key: 'valueTemplate', kind: 'template', label: 'Value' },
      ],
    },
    {
      key: 'authType',
      kind: 'select',
      label: 'Authentication',
      options: ['none', 'basic', 'clientCert', 'credential'],
      default: 'none',
    },
    credentialField('One of the type http that is meant for the URL.', {
      when: { key: 'authType', is: ['credential'] },
    }),
    { key: 'timeoutTemplate', kind: 'template', label: 'Timeout in seconds', help: 'At most 30.', default: '30' },
    { key: 'disableSSLVerification', kind: 'boolean', label: 'Take any certificate', default: false },
    { key: 'disableRedirects', kind: 'boolean', label: 'Follow no redirects', default: false },
    { key: 'caCertTemplate', kind: 'template', label: 'Certificate authority' },
    { key: 'encodingTemplate', kind: 'template', label: 'Encoding of the response', default: 'utf8' },
    { key: 'responsePath', kind: 'path', label: 'Response path', isResult: true },
    ...errorBehaviorFields,
  ],
  example: { method: 'GET', uriTemplate: 'https://example.com/', responsePath: 'working.response' },
  async run(context) {
    const { config } = context;
    const request = await makeRequest(context);
    await byErrorBehavior(context, async () => {
      const began = context.now();
      const isNamed = config.plain('authType') === 'credential';
      const completed = isNamed ? await applyCredential(context, request) : {};
      const secretHeaders = 'headers' in completed ? Object.keys(completed.headers ?? {}) : [];
      const answer = await context.services.http.request({ ...request, ...completed, secretHeaders });
      const { method, url, headers } = request;
      config.write('responsePath', {
        statusCode: answer.statusCode,
        headers: answer.headers,
        body: readBody(answer, config.text('encodingTemplate').trim() || 'utf8'),
        request: { method, uri: url, headers },
        requestDuration: context.now() - began,
      });
    });
  },
};

/** Headers that say where the message and the connection end (RFC 9112, 6): they are what is sent, not what a flow says. */
const framing = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

async function makeRequest({ config, run, node, signal, timeLeft }: NodeContext) {
  const method = config.choice('method', 'GET' as string).toUpperCase();
  const headers: Record<string, string> = { 'x-signalbox-run': `${run.runId}.${node.id}` };
  for (const header of config.list('headerInfo')) {
    const name = (header.text('key') || header.text('keyTemplate')).trim();
    if (name !== '' && !framing.has(name.toLowerCase()))
      headers[name] = header.text('valueTemplate', { escape: false });
  }
  const body = method === 'GET' || method === 'HEAD' ? undefined : await makeBody(config);
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (body?.contentType && !isTyped) headers['Content-Type'] = body.contentType;
  const [credentials] = config.has('authCredentials')
    ? [config.with(config.raw('authCredentials') as Record<string, unknown>)]
    : [];
  const authType = config.plain('authType');
  if (authType === 'basic' && credentials) {
    const user = credentials.text('usernameTemplate', { escape: false });
    const text = `${user}:${credentials.text('passwordTemplate')}`;
    headers.Authorization = `Basic ${Buffer.from(text).toString('base64')}`;
  }
  const isCertified = authType === 'clientCert' && credentials;
  const seconds = Math.min(config.number('timeoutTemplate') ?? maxTimeoutSeconds, maxTimeoutSeconds);
  if (seconds <= 0) throw new NodeError('ValidationError', 'timeoutTemplate must be more than 0');
  return {
    applicationId: run.applicationId,
    method,
    url: config.requiredText('uriTemplate', { escape: false }),
    headers,
    body: body?.bytes,
    timeoutMs: Math.min(seconds * 1000, timeLeft()),
    followsRedirects: !config.boolean('disableRedirects'),
    isInsecure: config.boolean('disableSSLVerification'),
    ca: config.text('caCertTemplate') || undefined,
    cert: isCertified ? credentials.text('certTemplate') : undefined,
    key: isCertified ? credentials.text('keyTemplate') : undefined,
    signal,
  };
}

async function makeBody(config: NodeConfig): Promise<{ bytes: Uint8Array; contentType?: string } | undefined> {
  const type = config.choice('bodyType', 'string' as string);
  if (type === 'none') return undefined;
  if (type === 'jsonTemplate') {
    const value = config.json('bodyTemplate');
    return value === undefined
      ? undefined
      : { bytes: Buffer.from(JSON.stringify(value)), contentType: 'application/json' };
  }
  const fields = config.keyValues('bodyFields');
  for (const text of fields.flat()) requireUnicode(text);
  if (type === 'urlencoded') {
    const bytes = Buffer.from(new URLSearchParams(fields).toString());
    return { bytes, contentType: 'application/x-www-form-urlencoded' };
  }
  if (type === 'multipart') {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    const encoded = new Response(form);
    return {
      bytes: new Uint8Array(await encoded.arrayBuffer()),
      contentType: encoded.headers.get('content-type') ?? '',
    };
  }
  const text = config.text('bodyTemplate', { escape: false });
  return text === '' ? undefined : { bytes: encodeText(text) };
}

/** Parsed as JSON if it can be; text otherwise, by the encoding that is asked for. */
function readBody({ body }: HttpAnswer, encoding: string): unknown {
  const bytes = Buffer.from(body);
  const text = Buffer.isEncoding(encoding) ? bytes.toString(encoding) : bytes.toString('utf8');
  if (encoding !== 'utf8' && encoding !== 'utf-8') return text;
  try {
    return parsePayloadJson(text);
  } catch {
    return text;
  }
}
