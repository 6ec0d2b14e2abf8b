// Nodes that call services outside (workflows.md, "5. Nodes"); what leaves them is looked at.
import { beforeEach, expect, test } from 'vitest';
import type { NodeContext, NodeType } from '../context.ts';
import type { HttpAnswer, HttpCall } from '../services.ts';
import { awsS3GetNode, awsS3PutNode } from './aws-s3.ts';
import { httpNode } from './http.ts';
import { sendgridEmailNode } from './sendgrid-email.ts';
import { slackNode } from './slack.ts';
import { structureEmailNode } from './structure-email.ts';
import { structureSmsNode } from './structure-sms.ts';
import { runNode } from './test-bed.ts';
import { twilioSmsNode } from './twilio-sms.ts';

let calls: HttpCall[];
let mails: object[];
let texts: object[];
let status: number;
beforeEach(() => {
  calls = [];
  mails = [];
  texts = [];
  status = 202;
});

const answer = (): HttpAnswer => ({ statusCode: status, headers: {}, body: Buffer.from('said') });
const credential = { authMethod: 'header', publicValue: 'Authorization', secretValue: 'Bearer kept' } as const;
const services = {
  http: {
    request: async (call: HttpCall) => {
      calls.push(call);
      return call.method === 'GET' ? { ...answer(), statusCode: 200 } : answer();
    },
  },
  mail: {
    send: async (mail: object) => {
      mails.push(mail);
    },
  },
  sms: {
    send: async (message: object) => {
      texts.push(message);
    },
  },
  credentials: {
    useForUrl: async ({ name }: { name: string }) => (name === 'kept' ? credential : { failure: 'There is none.' }),
  },
} as unknown as NodeContext['services'];

const run = async (type: NodeType, config: Record<string, unknown>, payload: Record<string, unknown> = {}) =>
  (await runNode(type, config, payload, { services })).payload;
const bodyOf = (index = 0) => JSON.parse(Buffer.from(calls[index]?.body ?? []).toString());

const mail = {
  fromTemplate: 'a@example.com',
  toAddresses: ['{{to}}', 'c@example.com'],
  subjectTemplate: 'Hot & bothered',
  bodyTemplate: '<p>{{text}}</p>',
  resultPath: 'sent',
};

test('SendGrid is given the mail, with attachments that were fetched', async () => {
  const config = {
    ...mail,
    sendgridApiKey: 'k',
    ccAddresses: ['d@example.com'],
    replyToTemplate: 'r@example.com',
    attachments: [{ filenameTemplate: 'a.pdf', urlTemplate: 'https://example.com/a' }],
  };
  expect(await run(sendgridEmailNode, config, { to: 'b@example.com', text: '<b>' })).toMatchObject({
    sent: { success: true },
  });
  expect(calls[0]).toMatchObject({ method: 'GET', url: 'https://example.com/a' });
  expect(calls[1]).toMatchObject({
    method: 'POST',
    url: 'https://api.sendgrid.com/v3/mail/send',
    headers: { authorization: 'Bearer k', 'x-signalbox-run': `${'1'.repeat(24)}.n` },
  });
  expect(bodyOf(1)).toEqual({
    personalizations: [
      { to: [{ email: 'b@example.com' }, { email: 'c@example.com' }], cc: [{ email: 'd@example.com' }] },
    ],
    from: { email: 'a@example.com' },
    reply_to: { email: 'r@example.com' },
    subject: 'Hot & bothered',
    content: [{ type: 'text/html', value: '<p>&lt;b&gt;</p>' }],
    attachments: [{ filename: 'a.pdf', content: Buffer.from('said').toString('base64') }],
  });
});

test('a credential completes the request and never reaches the payload', async () => {
  const payload = await run(sendgridEmailNode, { ...mail, credentialNameTemplate: 'kept' }, { to: 'b@example.com' });
  expect(calls[0]?.headers.authorization).toBe('Bearer kept');
  const http = {
    uriTemplate: 'https://example.com/',
    authType: 'credential',
    credentialNameTemplate: 'kept',
    responsePath: 'response',
  };
  const answered = await run(httpNode, http);
  expect(calls[1]).toMatchObject({
    headers: { authorization: 'Bearer kept' },
    secretHeaders: ['x-signalbox-run', 'authorization'],
  });
  expect(JSON.stringify([payload, answered])).not.toContain('kept');
  expect(await run(sendgridEmailNode, { ...mail, credentialNameTemplate: 'other' }, { to: 'b' })).toMatchObject({
    sent: { error: { type: 'CredentialError', message: 'There is none.' } },
  });
});

test('what a service does not take is an error at the result path, or ends the run without one', async () => {
  status = 401;
  const slack = { urlPathTemplate: 'https://hooks.example.com/x', textTemplate: 'Hello' };
  expect(await run(slackNode, { ...slack, resultPath: 'sent' })).toEqual({
    sent: { error: { type: 'HttpError', message: 'The service returned the status 401: said' } },
  });
  await expect(run(slackNode, slack)).rejects.toMatchObject({ name: 'HttpError' });
});

test('Slack is given the text, or the payload, and the channel', async () => {
  const url = { urlPathTemplate: 'https://hooks.example.com/x' };
  await run(slackNode, { ...url, textTemplate: 'Is {{n}} & more', channelTemplate: '#{{n}}' }, { n: 1 });
  await run(slackNode, url, { n: 1 });
  expect([bodyOf(0), bodyOf(1)]).toEqual([{ text: 'Is 1 & more', channel: '#1' }, { text: '{"n":1}' }]);
});

test('Twilio is called for each number, and says for each what came of it', async () => {
  const config = {
    accountSid: 'AC1',
    authToken: 't',
    fromNumber: '+1',
    toNumbers: ['+2', '', '{{n}}'],
    bodyTemplate: 'a & b',
    resultsPath: 'sent',
  };
  expect(await run(twilioSmsNode, config, { n: '+3' })).toMatchObject({ sent: [{ success: true }, { success: true }] });
  expect(calls.map(({ body }) => Buffer.from(body ?? []).toString())).toEqual([
    'From=%2B1&To=%2B2&Body=a+%26+b',
    'From=%2B1&To=%2B3&Body=a+%26+b',
  ]);
  expect(calls[0]?.headers.authorization).toBe(`Basic ${Buffer.from('AC1:t').toString('base64')}`);
  status = 400;
  expect(await run(twilioSmsNode, config, { n: '' })).toMatchObject({ sent: [{ error: 'HttpError' }] });
});

test('mail goes to five addresses at most, and answers where the workflow says', async () => {
  await run(structureEmailNode, mail, { to: 'b@example.com, e@example.com', text: 'x' });
  expect(mails).toEqual([
    {
      to: ['b@example.com', 'e@example.com', 'c@example.com'],
      subject: 'Hot & bothered',
      html: '<p>x</p>',
      replyTo: 'a@example.com',
    },
  ]);
  await expect(run(structureEmailNode, { ...mail, toAddresses: [] })).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await expect(run(structureEmailNode, { ...mail, toAddresses: Array(6).fill('a') })).rejects.toThrow('from 1 to 5');
});

test('a text message goes to one phone number, however that is written', async () => {
  const sms = { phoneNumberTemplate: '{{number}}', bodyTemplate: 'It has {{t}} & more', resultPath: 'sent' };
  for (const number of ['+1 (500) 555-0006', '0049 170/1234567', '5550006']) {
    expect(await run(structureSmsNode, sms, { number, t: 31 })).toMatchObject({ sent: { success: true } });
  }
  expect(texts).toEqual(['+15005550006', '+491701234567', '5550006'].map((to) => ({ to, text: 'It has 31 & more' })));
  for (const number of ['', 'Ada', '+12', '+1234567890123456', '+1500555000x']) {
    await expect(run(structureSmsNode, sms, { number })).rejects.toMatchObject({
      message: expect.stringContaining('phoneNumberTemplate'),
    });
  }
  await expect(
    run(structureSmsNode, { ...sms, bodyTemplate: 'x'.repeat(1531) }, { number: '+15005550006' }),
  ).rejects.toThrow('bodyTemplate must be at most 1530 characters');
});

const s3 = {
  accessKeyIdTemplate: 'AK',
  secretAccessKeyTemplate: 'kept',
  regionTemplate: 'eu-west-1',
  bucketNameTemplate: 'reports',
  fileNameTemplate: 'a b/{{n}}.csv',
  destination: 'result',
};

test('S3 is given an object and gives one, or a link to it', async () => {
  status = 200;
  const put = { ...s3, fileContentTemplate: '{{text}}', contentTypeTemplate: 'text/csv' };
  expect(await run(awsS3PutNode, put, { n: 1, text: 'x,y' })).toMatchObject({ result: { success: true } });
  expect(calls[0]).toMatchObject({
    method: 'PUT',
    url: 'https://reports.s3.eu-west-1.amazonaws.com/a%20b/1.csv',
    headers: {
      'content-type': 'text/csv',
      authorization: expect.stringContaining('AWS4-HMAC-SHA256 Credential=AK/20231114/eu-west-1/s3/aws4_request'),
    },
  });
  expect(Buffer.from(calls[0]?.body ?? []).toString()).toBe('x,y');
  expect(await run(awsS3GetNode, { ...s3, bucketNameTemplate: 'a.b' }, { n: 1 })).toMatchObject({
    result: { value: 'said' },
  });
  expect(calls[1]?.url).toBe('https://s3.eu-west-1.amazonaws.com/a.b/a%20b/1.csv');
  const { result } = (await run(awsS3GetNode, { ...s3, isDownloadURL: true }, { n: 1 })) as {
    result: { value: string };
  };
  expect(result.value).toContain('X-Amz-Expires=3600');
  expect(calls).toHaveLength(2);
});

test('what S3 refuses is a text, and what is no bucket or region is refused before', async () => {
  status = 403;
  expect(await run(awsS3PutNode, { ...s3, fileContentTemplate: 'x' }, { n: 1 })).toMatchObject({
    result: { error: 'The service returned the status 403: said' },
  });
  for (const wrong of [{ bucketNameTemplate: 'evil.com/x' }, { regionTemplate: 'x.evil.com/' }]) {
    await expect(run(awsS3GetNode, { ...s3, ...wrong }, { n: 1 })).rejects.toMatchObject({ name: 'ValidationError' });
  }
});

test('HTTP frames its message itself, whatever headers the flow names', async () => {
  const headerInfo = ['Content-Length', 'Transfer-Encoding', 'Connection', 'X-Own'].map((key) => ({
    key,
    valueTemplate: '1',
  }));
  await run(httpNode, { uriTemplate: 'http://example.com/', method: 'POST', bodyTemplate: 'abc', headerInfo });
  expect(Object.keys(calls[0]?.headers ?? {}).map((name) => name.toLowerCase())).toEqual(['x-signalbox-run', 'x-own']);
});

test.each(['0', '-1'])('HTTP refuses a time-out of %s', async (timeoutTemplate) => {
  await expect(run(httpNode, { uriTemplate: 'http://example.com/', timeoutTemplate })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('timeoutTemplate'),
  });
  expect(calls).toEqual([]);
});
