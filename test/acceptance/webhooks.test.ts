import { createHmac } from 'node:crypto';
// Webhooks as their owners make them and as strangers call them (resources.md, "Webhooks").
import { connect as connectSocket } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { sendBytes, sendRequest } from '../support/raw-http.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

interface Hook {
  readonly id: string;
  readonly token: string;
  readonly url: string;
}

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
});

const makeHook = (fields: object = {}): Promise<Hook> =>
  client.webhooks.post({ applicationId, webhook: { name: 'Hook', ...fields } });

/** The kept calls of a webhook, newest first. */
async function callsOf({ id }: Hook) {
  const { body } = await call(server, 'GET', `/applications/${applicationId}/webhooks/${id}/calls`, { token });
  return body.items as Record<string, unknown>[];
}

/** Sends a call and returns what was kept of it. */
async function receive(hook: Hook, request: RequestInit & { below?: string } = {}) {
  const { below = '', ...init } = request;
  const response = await fetch(`${hook.url}${below}`, init);
  expect(response.status).toBe(200);
  const [kept] = await callsOf(hook);
  return kept as Record<string, unknown>;
}

it('is made, read, listed, changed and deleted by the official client', async () => {
  const full = {
    name: 'Parcels',
    responseCode: 202,
    verificationType: 'facebook',
    verificationCode: 'open sesame',
    waitForReply: true,
    basicAuthUsername: 'courier',
    basicAuthPassword: 'hush',
  };
  const made = await client.webhooks.post({ applicationId, webhook: full });
  expectSchema('webhook', made);
  expect(made).toMatchObject({
    ...full,
    basicAuthPassword: '********',
    applicationId,
    webhookId: made.id,
    enabled: true,
  });
  expect(made.token).toMatch(/^[0-9A-Za-z]{27}$/);
  expect(made.url).toBe(`${server.http}/webhooks/${made.token}`);

  const bare = await client.webhooks.post({ applicationId, webhook: { name: 'Bare' } });
  expect(bare).toMatchObject({
    responseCode: 200,
    verificationType: 'none',
    waitForReply: false,
    castBuffersAs: 'array',
  });
  expect(bare.basicAuthPassword).toBeUndefined();
  const {
    token: _token,
    _links,
    ...list
  } = await client.webhooks.get({ applicationId, filterField: 'name', filter: 'Parc*' });
  expectSchema('webhooks', list);
  expect(list).toMatchObject({ count: 1, totalCount: 1, sortField: 'name', perPage: 1000, items: [{ id: made.id }] });

  const ref = { applicationId, webhookId: made.id };
  const patched = await client.webhook.patch({ ...ref, webhook: { name: 'Post', basicAuthPassword: '********' } });
  expectSchema('webhook', patched);
  expect(patched).toMatchObject({ name: 'Post', token: made.token, basicAuthPassword: '********', responseCode: 202 });
  const untouched = await client.webhook.patch({ ...ref, webhook: {} });
  expect(untouched).toEqual(patched);
  expect(await client.webhook.get(ref)).toEqual(patched);
  const cleared = await client.webhook.patch({ ...ref, webhook: { basicAuthPassword: '' } });
  expect(cleared.basicAuthPassword).toBeUndefined();

  const deleted = await client.webhook.delete({ ...ref, includeWorkflows: 'true' });
  expectSchema('success', deleted);
  expect((await failureOf(client.webhook.get(ref))).message).toBe('Webhook was not found');
  expect((await fetch(made.url)).status).toBe(404);
});

it('refuses what is wrong by its name, and does nothing then', async () => {
  const hook = await makeHook();
  const wrong: [object, number, RegExp][] = [
    [{ name: '' }, 400, /^name /],
    [{ responseCode: 99 }, 400, /^responseCode /],
    [{ responseCode: 600 }, 400, /^responseCode /],
    [{ responseCode: '200' }, 400, /^responseCode /],
    [{ verificationType: 'slack' }, 400, /^verificationType /],
    [{ verificationCode: 'x'.repeat(32_768) }, 400, /^verificationCode /],
    [{ basicAuthUsername: 'x'.repeat(256) }, 400, /^basicAuthUsername /],
    [{ basicAuthUsername: 'ann:b' }, 400, /^basicAuthUsername must not contain ":"/],
    [{ basicAuthPassword: '********' }, 400, /^basicAuthPassword is a placeholder/],
    [{ castBuffersAs: 'utf16' }, 400, /^castBuffersAs /],
    [{ enabled: 'yes' }, 400, /^enabled /],
    [{ token: 'mine' }, 400, /^token is not a known field/],
    [{ isWebsocket: true }, 501, /^isWebsocket/],
  ];
  for (const [fields, status, message] of wrong) {
    const ref = { applicationId, webhookId: hook.id };
    expect(await failureOf(client.webhook.patch({ ...ref, webhook: fields })), JSON.stringify(fields)).toMatchObject({
      statusCode: status,
      message: expect.stringMatching(message),
    });
    const failed = await failureOf(client.webhooks.post({ applicationId, webhook: { name: 'New', ...fields } }));
    expect(failed.statusCode).toBe(status);
  }
  expect((await client.webhooks.get({ applicationId, filterField: 'name', filter: 'New' })).totalCount).toBe(0);
});

it('is found, counted, and recorded without its secrets', async () => {
  const before = (await client.application.get({ applicationId })).summary.webhookCount;
  const hook = await makeHook({
    name: 'Whistle',
    description: 'blows',
    verificationCode: 'sesame',
    basicAuthPassword: 'hush',
  });
  expect(await client.application.search({ applicationId, filter: 'whistle' })).toEqual([
    { id: hook.id, name: 'Whistle', _type: 'webhook', metadata: { descriptor: 'blows' } },
  ]);
  expect((await client.application.get({ applicationId })).summary.webhookCount).toBe(before + 1);
  const { body } = await call(server, 'GET', '/me/audit-logs', { token });
  const [entry] = (body.items as Record<string, unknown>[]).filter((each) => each.secondaryTargetId === hook.id);
  expect(entry).toMatchObject({
    secondaryTargetType: 'Webhook',
    requestBody: { name: 'Whistle', verificationCode: '********', basicAuthPassword: '********' },
  });
  expect(JSON.stringify(entry)).not.toContain(hook.token);
});

it('takes every method, hands on what came, and responds as it was told', async () => {
  const hook = await makeHook({ responseCode: 201 });
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const response = await fetch(`${hook.url}/any/p%61th?a=1&b=2&a=3&__proto__=x`, {
      method,
      headers: { 'X-Custom': 'U', Cookie: 'session=1', Authorization: 'Token abc' },
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ success: true });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'x-xss-protection': '0',
    });
    const [kept] = await callsOf(hook);
    expect(kept).toMatchObject({
      method: method.toLowerCase(),
      path: '/any/p%61th',
      query: { a: ['1', '3'], b: '2' },
      body: null,
      bodyBytes: 0,
      responseCode: 201,
      headers: { 'x-custom': 'U', authorization: '********' },
      address: '127.0.0.1',
    });
    expect(kept?.headers).not.toHaveProperty('cookie');
  }
  for (const method of ['HEAD', 'TRACE', 'PROPFIND', 'QUERY']) {
    const refused = await sendRequest(server.http, { method, path: new URL(hook.url).pathname });
    expect(refused.status).toBe(405);
    expect(refused.headers.allow).toBe('DELETE, GET, PATCH, POST, PUT, OPTIONS');
    if (method !== 'HEAD') expect(Object.keys(JSON.parse(refused.text))).toEqual(['error']);
  }
  const last = await receive(await makeHook());
  expect(last).toMatchObject({ path: '/' });
});

it('responds to the preflight of any page for any header and method, without credentials', async () => {
  const { url } = await makeHook();
  for (const below of ['', '/below/it']) {
    const response = await fetch(`${url}${below}`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://elsewhere.example',
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'x-odd, content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE');
    expect(response.headers.get('access-control-allow-headers')).toBe('x-odd, content-type');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  }
});

it.each<[string, string | undefined, string, unknown]>([
  ['JSON', 'application/json', '{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
  ['JSON of another kind', 'application/vnd.api+json; charset=utf-8', '[1]', [1]],
  ['a JSON text', 'application/json', '"x"', 'x'],
  ['JSON that is none', 'application/json', '{"a":', '{"a":'],
  ['JSON with a key that reaches prototypes', 'application/json', '{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
  ['JSON nested too deep', 'application/json', '['.repeat(100) + ']'.repeat(100), '['.repeat(100) + ']'.repeat(100)],
  ['a form', 'application/x-www-form-urlencoded', 'a=1&b=%C3%BC+x&a=2', { a: ['1', '2'], b: 'ü x' }],
  ['a text', 'text/plain', 'hello', 'hello'],
  ['XML', 'application/xml', '<a/>', '<a/>'],
  ['a type that is none', ';;;', 'hello', 'hello'],
  ['another that is none', 'text', 'hello', 'hello'],
  ['no type', undefined, 'hello', 'hello'],
  ['multipart without a boundary', 'multipart/form-data', '--x', '--x'],
  ['multipart that ends early', 'multipart/form-data; boundary=x', '--x\r\nContent-Disp', '--x\r\nContent-Disp'],
])('makes of %s what it can, and a text of the rest', async (_name, type, body, expected) => {
  const hook = await makeHook();
  const path = new URL(hook.url).pathname;
  const headers = type === undefined ? undefined : { 'content-type': type };
  const answer = await sendRequest(server.http, { method: 'POST', path, body, ...(headers ? { headers } : {}) });
  expect(answer.status).toBe(200);
  const [kept] = await callsOf(hook);
  expect(kept?.body).toEqual(expected);
  expect(kept?.headers).toMatchObject({ ...headers });
});

it('reads texts in the charset that their sender names', async () => {
  const hook = await makeHook();
  const latin1 = Buffer.from('Gr\xfc\xdfe', 'latin1');
  const kept = await receive(hook, {
    method: 'POST',
    body: latin1,
    headers: { 'Content-Type': 'text/plain; charset=iso-8859-1' },
  });
  expect(kept.body).toBe('Grüße');
});

it.each<[object, unknown, unknown]>([
  [{}, [0, 255, 65], [1, 2]],
  [{ castBuffersAs: 'binary' }, '\0\u00ffA', '\x01\x02'],
  [{ castBuffersAs: 'base64' }, 'AP9B', 'AQI='],
  [{ castBuffersAs: 'hex', annotateMultipart: true }, '00ff41', '0102'],
])('takes multipart bodies apart, files as %j says', async (fields, file, octets) => {
  const hook = await makeHook(fields);
  const form = new FormData();
  form.append('text', 'Grüße');
  form.append('twice', '1');
  form.append('twice', '2');
  form.append('file', new Blob([new Uint8Array([0, 255, 65])], { type: 'image/png' }), 'a.png');
  form.append('octets', new Blob([new Uint8Array([1, 2])], { type: 'application/octet-stream' }), 'b');
  const kept = await receive(hook, { method: 'POST', body: form });
  const annotate = 'annotateMultipart' in fields;
  const annotated = (data: unknown, filename: string, contentType: string) =>
    annotate ? { filename, contentType, data } : data;
  expect(kept.body).toEqual({
    text: 'Grüße',
    twice: ['1', '2'],
    file: annotated(file, 'a.png', 'image/png'),
    octets: annotated(octets, 'b', 'application/octet-stream'),
  });
});

it('does nothing at all while it is switched off', async () => {
  const hook = await makeHook({ enabled: false, basicAuthPassword: 'hush', responseCode: 418 });
  const response = await fetch(hook.url, { method: 'POST', body: 'x'.repeat(300_000) });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ success: true });
  expect(await callsOf(hook)).toEqual([]);
});

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

it('asks for user name and password where either is set, from globals if so written', async () => {
  await client.application.patch({
    applicationId,
    application: {
      globals: [
        { key: 'hookPassword', json: '"from globals"' },
        { key: 'deep', json: '{"code":42}' },
      ],
    },
  });
  const status = async ({ url }: Hook, authorization?: string, body?: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: authorization === undefined ? {} : { Authorization: authorization },
      ...(body === undefined ? {} : { body }),
    });
    const challenge = response.headers.get('www-authenticate');
    expect(challenge).toBe(response.status === 401 ? 'Basic realm="webhook", charset="UTF-8"' : null);
    if (response.status !== 200) expect(Object.keys((await response.json()) as object)).toEqual(['error']);
    return response.status;
  };
  const both = await makeHook({ basicAuthUsername: 'ann', basicAuthPassword: 'p:ä' });
  expect(await status(both, basic('ann:p:ä'))).toBe(200);
  for (const wrong of [
    undefined,
    '',
    'Basic',
    'Basic %%',
    basic('ann'),
    basic('ann:'),
    basic('bob:p:ä'),
    'Bearer x',
    basic(':'),
  ]) {
    expect(await status(both, wrong), String(wrong)).toBe(401);
  }
  // Who has not shown a password is not told of the size.
  expect(await status(both, basic('x:y'), 'x'.repeat(300_000))).toBe(401);
  expect(await status(both, basic('ann:p:ä'), 'x'.repeat(300_000))).toBe(413);
  const [kept] = await callsOf(both);
  expect(kept?.headers).not.toHaveProperty('authorization');

  const name = await makeHook({ basicAuthUsername: 'ann' });
  expect(await status(name, basic('ann:'))).toBe(200);
  expect(await status(name, basic('ann:x'))).toBe(401);
  const password = await makeHook({ basicAuthPassword: '{{globals.hookPassword}}{{ globals.deep.code }}' });
  expect(await status(password, basic(':from globals42'))).toBe(200);
  expect(await status(password, basic(':{{globals.hookPassword}}{{ globals.deep.code }}'))).toBe(401);
  // A global that is not there must not be an empty password.
  const missing = await makeHook({ basicAuthPassword: '{{globals.nowhere}}' });
  for (const attempt of [':', ':undefined', ':{{globals.nowhere}}'])
    expect(await status(missing, basic(attempt))).toBe(401);
});

it('shakes hands with Facebook and Fitbit, and responds to Twilio in its language', async () => {
  const facebook = await makeHook({ verificationType: 'facebook', verificationCode: '{{globals.deep.code}}' });
  const hub = (verify: string) =>
    `?hub.mode=subscribe&hub.challenge=${encodeURIComponent('<1158>')}&hub.verify_token=${verify}`;
  const verified = await fetch(`${facebook.url}${hub('42')}`);
  expect([verified.status, verified.headers.get('content-type'), await verified.text()]).toEqual([
    200,
    'text/plain; charset=utf-8',
    '<1158>',
  ]);
  expect((await fetch(`${facebook.url}${hub('43')}`)).status).toBe(403);
  const unset = await makeHook({ verificationType: 'facebook' });
  expect((await fetch(`${unset.url}${hub('')}`)).status).toBe(403);
  expect(await callsOf(facebook)).toEqual([]);
  expect((await fetch(facebook.url, { method: 'POST', body: '{}' })).status).toBe(200);
  expect((await fetch(`${facebook.url}?hub.mode=other`)).status).toBe(200);
  expect(await callsOf(facebook)).toHaveLength(2);

  const fitbit = await makeHook({ verificationType: 'fitbit', verificationCode: 'code', responseCode: 202 });
  expect((await fetch(`${fitbit.url}?verify=code`)).status).toBe(204);
  expect((await fetch(`${fitbit.url}?verify=wrong`)).status).toBe(404);
  expect(await callsOf(fitbit)).toEqual([]);
  const notified = await fetch(fitbit.url, {
    method: 'POST',
    body: '[]',
    headers: { 'Content-Type': 'application/json' },
  });
  expect([notified.status, await notified.text()]).toEqual([204, '']);
  expect(await callsOf(fitbit)).toMatchObject([{ body: [], responseCode: 204 }]);

  const twilio = await makeHook({ verificationType: 'twilio', responseCode: 500 });
  const answered = await fetch(twilio.url, { method: 'POST', body: new URLSearchParams({ Body: 'Hi', From: '+1' }) });
  expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
  expect(await answered.text()).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?><Response><\/Response>$/);
  expect(await callsOf(twilio)).toMatchObject([{ body: { Body: 'Hi', From: '+1' } }]);
  const signed = await makeHook({ verificationType: 'twilio', verificationCode: '{{globals.deep.code}}' });
  const signature = createHmac('sha1', '42').update(`${signed.url}?a=1BodyHiFrom+1`).digest('base64');
  for (const [given, code] of [
    [signature, 200],
    [signature.replace(/./, '-'), 400],
  ] as const) {
    const called = await fetch(`${signed.url}?a=1`, {
      method: 'POST',
      body: new URLSearchParams({ From: '+1', Body: 'Hi' }),
      headers: { 'X-Twilio-Signature': given },
    });
    expect([called.status, called.headers.get('content-type')?.split(';')[0]]).toEqual([
      code,
      code === 200 ? 'text/xml' : 'application/json',
    ]);
  }
  expect(await callsOf(signed)).toHaveLength(1);

  const alexa = await makeHook({ verificationType: 'alexa' });
  const forged = await fetch(alexa.url, {
    method: 'POST',
    body: '{}',
    headers: { 'Content-Type': 'application/json' },
  });
  expect([forged.status, await forged.json()]).toEqual([
    400,
    { error: expect.stringMatching(/SignatureCertChainUrl/) },
  ]);
  expect(await callsOf(alexa)).toEqual([]);
});

it.each([100, 204, 205, 304])('responds %i so that the caller does not wait for more', async (responseCode) => {
  const hook = await makeHook({ responseCode });
  const path = new URL(hook.url).pathname;
  const answer = await sendRequest(server.http, { method: 'POST', path, body: 'x' });
  // No final answer has a code below 200.
  expect(answer).toMatchObject(
    responseCode === 100 ? { status: 200, text: '{"success":true}' } : { status: responseCode, text: '' },
  );
});

it('tells at once that nobody could reply, where a reply is waited for and nothing listens', async () => {
  const hook = await makeHook({ waitForReply: true });
  const response = await fetch(hook.url, { method: 'POST', body: 'x' });
  expect([response.status, await response.json()]).toEqual([504, { error: 'Time out waiting for workflow reply' }]);
  expect(await callsOf(hook)).toMatchObject([{ responseCode: 504, body: 'x' }]);
});

it('takes 100 calls in ten seconds, says when to come back, and counts those that it took', async () => {
  const { id: elsewhere } = await client.applications.post({ application: { name: 'Busy' } });
  const hook: Hook = await client.webhooks.post({
    applicationId: elsewhere,
    webhook: { name: 'Busy', basicAuthPassword: 'x' },
  });
  const statuses: number[] = [];
  const work = async () => {
    while (statuses.length < 100) {
      // Refused ones count for the limit, and for nothing else.
      const password = statuses.length < 2 ? 'wrong' : 'x';
      const at = statuses.push(0) - 1;
      statuses[at] = (await fetch(hook.url, { headers: { Authorization: basic(`:${password}`) } })).status;
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  const refused = await fetch(hook.url, { headers: { Authorization: basic(':x') } });
  // On a machine so slow that the window has moved on, the limit has nothing to say.
  if (refused.status === 429) {
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    expect(Object.keys((await refused.json()) as object)).toEqual(['error']);
  }
  const taken = statuses.filter((status) => status === 200).length + (refused.status === 200 ? 1 : 0);
  const counted = async () =>
    (await client.application.payloadCounts({ applicationId: elsewhere, start: -3_600_000 })).webhook?.['public.rest'];
  await expect.poll(counted, { timeout: 15_000 }).toBe(taken);
  const { body } = await call(server, 'GET', `/applications/${elsewhere}/webhooks/${hook.id}/calls`, { token });
  // No more than these are kept.
  expect(body).toMatchObject({ count: 50, webhookId: hook.id, _type: 'webhookCalls' });
});

it('writes into the application’s log who called, and why a call was refused', async () => {
  const hook = await makeHook({ name: 'Bell', basicAuthPassword: 'hush' });
  const log = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?token=${token}&types=webhook`,
  );
  await fetch(`${hook.url}/ring`, { method: 'PUT', headers: { Authorization: basic(':hush') }, body: 'abc' });
  expect((await log.next('log'))?.data).toMatchObject({
    level: 'info',
    type: 'webhook',
    message: 'Bell was called: PUT /ring from 127.0.0.1, 3 bytes.',
    details: { webhookId: hook.id, method: 'put', path: '/ring', bodyBytes: 3 },
  });
  await fetch(`${hook.url}/ring`);
  const refusal = (await log.next('log'))?.data as Record<string, unknown>;
  expect(refusal).toMatchObject({ level: 'warn', details: { responseCode: 401 } });
  expect(refusal.message).toMatch(/^Bell refused GET \/ring from 127\.0\.0\.1: /);
  expect(JSON.stringify(refusal)).not.toContain(hook.token);
  log.close();
});

it('keeps what strangers send, cut to a length, whatever is in it', async () => {
  const hook = await makeHook();
  const json = { 'Content-Type': 'application/json' };
  const odd = await receive(hook, {
    method: 'POST',
    headers: json,
    body: '{"a":"\\u0000\\ud800","n":12345678901234567890,"nested":{"password":"x","X-Api-Key":"y","clientSecret":"z","tokens":1}}',
  });
  expect(odd.body).toMatchObject({
    nested: { password: '********', 'X-Api-Key': '********', clientSecret: '********', tokens: 1 },
  });
  const large = await receive(hook, { method: 'POST', body: 'ä'.repeat(100_000) });
  expect(large).toMatchObject({ bodyBytes: 200_000, bodyTruncated: true, body: 'ä'.repeat(8192) });
  const largest = await receive(hook, { method: 'POST', body: Buffer.alloc(256 * 1024, 0) });
  expect(largest).toMatchObject({ bodyBytes: 256 * 1024 });
});

it.each<[string, (path: string) => Parameters<typeof sendRequest>[1], number]>([
  ['one byte too many', (path) => ({ method: 'POST', path, body: 'x'.repeat(256 * 1024 + 1) }), 413],
  ['a compressed body', (path) => ({ method: 'POST', path, body: 'x', headers: { 'content-encoding': 'gzip' } }), 415],
  [
    '101 parts',
    (path) => ({
      method: 'POST',
      path,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n'.repeat(101)}--x--\r\n`,
    }),
    413,
  ],
  [
    'a WebSocket',
    (path) => ({
      method: 'GET',
      path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-version': '13',
      },
    }),
    404,
  ],
  ['a path with NUL', (path) => ({ method: 'GET', path: `${path}/%00` }), 404],
  ['a path with a broken escape', (path) => ({ method: 'GET', path: `${path}/%zz` }), 400],
  ['a token that is far too long', () => ({ method: 'GET', path: `/webhooks/${'x'.repeat(5000)}` }), 404],
  ['no token', () => ({ method: 'GET', path: '/webhooks/' }), 404],
])('refuses %s plainly, and takes the next call', async (_name, toRequest, status) => {
  const hook = await makeHook();
  const { pathname } = new URL(hook.url);
  const answer = await sendRequest(server.http, toRequest(pathname));
  expect(answer.status).toBe(status);
  expect(Object.keys(JSON.parse(answer.text))).toEqual(['error']);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(await callsOf(hook)).toEqual([]);
  expect((await fetch(hook.url)).status).toBe(200);
});

it('refuses a body in chunks as soon as it is too large', async () => {
  const { url } = await makeHook();
  const head = `POST ${new URL(url).pathname} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
  // 300,000 bytes, and more to come.
  const answer = await sendBytes(server.http, `${head}493e0\r\n${'x'.repeat(300_000)}\r\n`);
  expect(answer.status).toBe(413);
});

it('does not stumble over multipart bodies that mean harm', async () => {
  const hook = await makeHook();
  const type = 'multipart/form-data; boundary=x';
  const part = (headers: string, body: string) => `--x\r\n${headers}\r\n\r\n${body}\r\n`;
  const bombs = [
    part(`Content-Disposition: form-data; name="${'n'.repeat(60_000)}"`, 'v'),
    part(`Content-Disposition: form-data; name="a"; filename="${'../'.repeat(20_000)}etc/passwd"`, 'v'),
    part(`Content-Disposition: form-data; name="a"\r\n${'X-H: 1\r\n'.repeat(20_000)}X-E: 1`, 'v'),
    part('Content-Disposition: form-data; name="__proto__"', '{"polluted":true}'),
    part('Content-Disposition: form-data', 'v'),
    part('Content-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed; boundary=x', '--x\r\n\r\n--x--'),
    `${'--x\r\n'.repeat(40_000)}`,
    '\r\n'.repeat(100_000),
  ];
  for (const bomb of bombs) {
    for (const end of ['--x--\r\n', '', '--x']) {
      const request = {
        method: 'POST',
        path: new URL(hook.url).pathname,
        headers: { 'content-type': type },
        body: `${bomb}${end}`,
      };
      expect([200, 413]).toContain((await sendRequest(server.http, request)).status);
    }
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  for (const { body } of await callsOf(hook)) expect(Object.getPrototypeOf(body)).not.toHaveProperty('polluted');
});

it('neither waits for a slow body before it knows who asks, nor loses a call over one that never ends', async () => {
  const hook = await makeHook();
  const { port, hostname } = new URL(server.http);
  const send = (target: string) => {
    const socket = connectSocket(Number(port), hostname);
    socket.write(`POST /webhooks/${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx`);
    return socket;
  };
  const unknown = send('a'.repeat(27));
  const answer = await new Promise<string>((resolve) => unknown.once('data', (data) => resolve(data.toString())));
  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  unknown.destroy();
  const slow = Array.from({ length: 50 }, () => send(hook.token));
  expect((await fetch(hook.url, { method: 'POST', body: 'quick' })).status).toBe(200);
  for (const socket of slow) socket.destroy();
  expect(await callsOf(hook)).toMatchObject([{ body: 'quick' }]);
});

it('goes with its application', async () => {
  const { id } = await client.applications.post({ application: { name: 'Gone' } });
  const hook: Hook = await client.webhooks.post({ applicationId: id, webhook: { name: 'Gone' } });
  expect((await fetch(hook.url)).status).toBe(200);
  await client.application.delete({ applicationId: id });
  expect((await fetch(hook.url)).status).toBe(404);
});

it('takes a query with escapes that are not UTF-8, as it stands', async () => {
  const hook = await makeHook();
  const kept = await receive(hook, { below: '?name=caf%E9&b=%C3%A9&%FF=1&c=%' });
  expect(kept.query).toEqual({ name: 'caf%E9', b: 'é', '%FF': '1', c: '%' });
});
