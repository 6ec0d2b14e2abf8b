// Mailgun, WhatsApp and Salesforce (workflows.md, "5. Nodes"): what leaves the nodes.
import { beforeEach, expect, test } from 'vitest';
import { CloudTestBed } from './cloud-test-bed.ts';
import { mailgunNode } from './mailgun.ts';
import { salesforceNode } from './salesforce.ts';
import { whatsAppNode } from './whatsapp.ts';

let cloud: CloudTestBed;
beforeEach(() => {
  cloud = new CloudTestBed({
    mailgun: { apiKey: 'kept-key' },
    whatsapp: { fromNumberId: '106540352242922', accessToken: 'EAAG' },
  });
});

/** The form of a call, read as whoever is sent it does. */
async function formOf(index: number): Promise<Record<string, unknown[]>> {
  const { body, headers = {} } = cloud.calls[index] ?? {};
  const said = { 'content-type': headers['content-type'] ?? '' };
  const form = await new Response(Buffer.from(body ?? []), { headers: said }).formData();
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
}

const mail = {
  credentialNameTemplate: 'kept',
  fromTemplate: 'Plant <plant@mg.example.com>',
  toAddresses: ['a@example.com, {{b}}'],
  subjectTemplate: 'It & {{n}}',
  bodyTemplate: '<p>{{n}}</p>',
};

test('Mailgun is given a mail, of the domain that sends it', async () => {
  cloud.answer = () => ({ body: { id: '<1@mg.example.com>', message: 'Queued.' } });
  const payload = { b: 'b@example.com', n: '1 < 2' };
  expect(await cloud.run(mailgunNode, mail, payload)).toEqual({ success: true, id: '<1@mg.example.com>' });
  expect(cloud.calls[0]).toMatchObject({
    method: 'POST',
    url: 'https://api.mailgun.net/v3/mg.example.com/messages',
    headers: { authorization: `Basic ${Buffer.from('api:kept-key').toString('base64')}` },
  });
  expect(await formOf(0)).toEqual({
    from: ['Plant <plant@mg.example.com>'],
    to: ['a@example.com', 'b@example.com'],
    subject: ['It & 1 < 2'],
    html: ['<p>1 &lt; 2</p>'],
  });
});

test('Mailgun in Europe, with copies, an address for answers and attachments', async () => {
  cloud.answer = ({ url }) => (url === 'https://files.example.com/a.csv' ? { body: 'x,y' } : { body: { id: 'i' } });
  const config = {
    ...mail,
    credentialNameTemplate: '',
    mailgunApiKey: '{{k}}',
    mailgunRegion: '{{region}}',
    fromTemplate: 'plant@example.com',
    ccAddresses: ['c@example.com'],
    bccAddresses: ['d@example.com'],
    replyToTemplate: 'e@example.com',
    attachments: [{ filenameTemplate: 'ä.csv', urlTemplate: 'https://files.example.com/a.csv' }],
  };
  const payload = { k: 'own', region: 'eu', b: '' };
  expect(await cloud.run(mailgunNode, config, payload)).toEqual({ success: true, id: 'i' });
  expect(cloud.calls[1]?.url).toBe('https://api.eu.mailgun.net/v3/example.com/messages');
  const { attachment: [file] = [], ...form } = await formOf(1);
  expect(form).toMatchObject({ cc: ['c@example.com'], bcc: ['d@example.com'], 'h:Reply-To': ['e@example.com'] });
  expect([(file as File).name, await (file as File).text()]).toEqual(['ä.csv', 'x,y']);
  for (const wrong of [
    { mailgunRegion: 'constructor' },
    { fromTemplate: 'nobody' },
    { fromTemplate: 'a@evil.com/../x' },
    { fromTemplate: 'a@..' },
    { toAddresses: ['{{no}}'] },
    { toAddresses: [Array(1001).fill('a@example.com').join(',')] },
  ]) {
    await expect(cloud.run(mailgunNode, { ...config, ...wrong }, payload)).rejects.toMatchObject({
      name: 'ValidationError',
    });
  }
  cloud.answer = () => ({ statusCode: 401, body: 'Forbidden' });
  expect(await cloud.run(mailgunNode, { ...config, attachments: [] }, payload)).toMatchObject({
    error: { type: 'HttpError', message: expect.stringContaining('Forbidden') },
  });
});

test('WhatsApp is given a text for each number, and each has its own result', async () => {
  cloud.answer = (call) =>
    Buffer.from(call.body ?? []).includes('+2')
      ? { statusCode: 400, body: { error: { message: 'Invalid number' } } }
      : { body: { messages: [{ id: 'wamid.1' }] } };
  const config = {
    credentialNameTemplate: 'kept',
    toNumberTemplates: ['+1', '{{other}}', '{{no}}'],
    messageSourceValue: 'a & {{b}}',
  };
  expect(await cloud.run(whatsAppNode, config, { other: '+2', b: 'c' })).toEqual([
    { success: true, number: '+1', messageId: 'wamid.1' },
    { error: true, number: '+2', message: expect.stringContaining('Invalid number') },
  ]);
  expect(cloud.calls[0]).toMatchObject({
    method: 'POST',
    url: 'https://graph.facebook.com/v23.0/106540352242922/messages',
    headers: { authorization: 'Bearer EAAG' },
  });
  expect(cloud.bodyOf(0)).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+1',
    type: 'text',
    text: { body: 'a & c' },
  });
  expect(await cloud.run(whatsAppNode, { ...config, credentialNameTemplate: 'x' })).toEqual([
    { error: true, number: '+1', message: 'There is no credential "x".' },
  ]);
});

test('WhatsApp: message templates with their components', async () => {
  cloud.answer = () => ({ body: { messages: [{ id: 'wamid.2' }] } });
  const config = {
    fromNumberIdTemplate: '7',
    accessTokenTemplate: '{{t}}',
    toNumberTemplates: ['+1'],
    templateNameTemplate: 'too_warm',
    messageSourceMethod: 'jsonTemplate',
    messageSourceValue: '[{"type": "body", "parameters": [{"type": "text", "text": "{{n}}"}]}]',
  };
  await cloud.run(whatsAppNode, config, { t: 'x', n: 'Press' });
  await cloud.run(whatsAppNode, { ...config, messageSourceValue: '', templateLanguageTemplate: 'de' }, { t: 'x' });
  expect([cloud.bodyOf(0), cloud.bodyOf(1)]).toMatchObject([
    {
      type: 'template',
      template: {
        name: 'too_warm',
        language: { code: 'en_US' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Press' }] }],
      },
    },
    { type: 'template', template: { name: 'too_warm', language: { code: 'de' } } },
  ]);
  for (const [wrong, name] of [
    [{ messageSourceValue: '{}' }, 'ValidationError'],
    [{ fromNumberIdTemplate: '../1' }, 'ValidationError'],
    [{ toNumberTemplates: ['{{no}}'] }, 'ValidationError'],
    [
      { templateNameTemplate: '', messageSourceMethod: 'stringTemplate', messageSourceValue: '{{no}}' },
      'TemplateError',
    ],
  ] as const) {
    await expect(cloud.run(whatsAppNode, { ...config, ...wrong }, { t: 'x' })).rejects.toMatchObject({ name });
  }
});

const login = { username: 'u&v', password: '{{p}}', token: 'T' };
const session = (serverUrl = 'https://acme.my.salesforce.com/services/Soap/u/62.0/00D') => ({
  body: `<?xml version="1.0"?><soapenv:Envelope><soapenv:Body><loginResponse><result><serverUrl>${serverUrl}</serverUrl><sessionId>00D!ses&amp;sion</sessionId></result></loginResponse></soapenv:Body></soapenv:Envelope>`,
});
function answerCases(answer: CloudTestBed['answer'], loggedIn = session()): void {
  cloud.answer = (call) => (call.url.startsWith('https://login.salesforce.com/') ? loggedIn : answer(call));
}
const data = 'https://acme.my.salesforce.com/services/data/v62.0';

test('Salesforce: a user logs in, and creates, changes and deletes a case', async () => {
  answerCases(() => ({ statusCode: 201, body: { id: '500410000021Zt4AAE', success: true, errors: [] } }));
  const record = { Status: 'New', Origin: 'Web', Subject: '{{n}}', Description: '' };
  const create = { ...login, action: 'create', params: [{ name: 'record', type: 'templateParts', value: record }] };
  const payload = { p: 'pä<ss', n: 'It\'s "warm"' };
  expect(await cloud.run(salesforceNode, create, payload)).toEqual({
    id: '500410000021Zt4AAE',
    success: true,
    errors: [],
  });
  expect(cloud.calls[0]?.url).toBe('https://login.salesforce.com/services/Soap/u/62.0');
  expect(cloud.textOf(0)).toContain('<urn:username>u&amp;v</urn:username><urn:password>pä&lt;ssT</urn:password>');
  expect(cloud.calls[1]).toMatchObject({
    method: 'POST',
    url: `${data}/sobjects/Case`,
    headers: { authorization: 'Bearer 00D!ses&sion' },
  });
  expect(cloud.bodyOf(1)).toEqual({ Status: 'New', Origin: 'Web', Subject: 'It\'s "warm"' });
  answerCases(() => ({ statusCode: 204 }));
  const update = {
    ...login,
    action: 'update',
    params: [{ name: 'record', value: '{"Id": "{{id}}", "Status": "Closed"}' }],
  };
  const destroy = { ...login, action: 'destroy', params: [{ name: 'recordId', value: '{{id}}' }] };
  const done = { id: '500410000021Zt4', success: true, errors: [] };
  expect(await cloud.run(salesforceNode, update, { p: 'x', id: '500410000021Zt4' })).toEqual(done);
  expect(await cloud.run(salesforceNode, destroy, { p: 'x', id: '500410000021Zt4' })).toEqual(done);
  expect([cloud.calls[3], cloud.calls[5]]).toMatchObject([
    { method: 'PATCH', url: `${data}/sobjects/Case/500410000021Zt4` },
    { method: 'DELETE', url: `${data}/sobjects/Case/500410000021Zt4` },
  ]);
  expect(cloud.bodyOf(3)).toEqual({ Status: 'Closed' });
  await expect(cloud.run(salesforceNode, destroy, { p: 'x', id: '../User/1' })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('Salesforce: cases are found and counted by conditions, which stay values whatever they hold', async () => {
  answerCases(() => ({ body: { totalSize: 1, done: true, records: [{ Id: '500', Status: 'New' }] } }));
  const find = { ...login, action: 'find', params: [{ name: 'conditions', value: { Status: '{{s}}', Origin: '' } }] };
  expect(await cloud.run(salesforceNode, find, { p: 'x', s: "x' OR Status != '\\" })).toEqual({
    success: true,
    errors: [],
    items: [{ Id: '500', Status: 'New' }],
  });
  const queries = () => cloud.calls.flatMap(({ url }) => new URL(url).searchParams.get('q') ?? []);
  expect(await cloud.run(salesforceNode, { ...find, action: 'count', params: [] }, { p: 'x' })).toEqual({
    success: true,
    errors: [],
    count: 1,
  });
  expect(queries()).toEqual([
    "SELECT FIELDS(ALL) FROM Case WHERE Status = 'x\\' OR Status != \\'\\\\' LIMIT 200",
    'SELECT COUNT() FROM Case',
  ]);
  const params = [{ name: 'conditions', value: { "Status = 'New' OR Id": '1' } }];
  await expect(cloud.run(salesforceNode, { ...find, params }, { p: 'x' })).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await expect(cloud.run(salesforceNode, { ...find, action: 'constructor' }, { p: 'x' })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('Salesforce: what it refuses, and a session that would go to somebody else', async () => {
  const count = { ...login, action: 'count' };
  const fault =
    '<soapenv:Fault><faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring></soapenv:Fault>';
  answerCases(() => ({}), { statusCode: 500, body: fault } as never);
  expect(await cloud.run(salesforceNode, count, { p: 'secret' })).toEqual({
    success: false,
    errors: ['Error: INVALID_LOGIN: Invalid username, password, security token; or user locked out.'],
  });
  for (const elsewhere of ['https://evil.example.com/a.salesforce.com', 'http://acme.my.salesforce.com/', 'no']) {
    answerCases(() => ({}), session(elsewhere));
    expect(await cloud.run(salesforceNode, count, { p: 'secret' })).toMatchObject({ success: false });
  }
  expect(cloud.calls.every(({ url }) => url.startsWith('https://login.salesforce.com/'))).toBe(true);
  answerCases(() => ({ statusCode: 400, body: [{ message: 'No such column' }] }));
  expect(await cloud.run(salesforceNode, count, { p: 'secret' })).toEqual({
    success: false,
    errors: [expect.stringContaining('No such column')],
  });
});
