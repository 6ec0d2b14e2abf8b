// Nodes that call the services of clouds (workflows.md, "5. Nodes"): what leaves them, judged as the services judge it.
import { createHash, createHmac, generateKeyPairSync, verify } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { HttpCall } from '../services.ts';
import { awsLambdaNode } from './aws-lambda.ts';
import { awsS3GetNode } from './aws-s3.ts';
import { azureBlobStorageGetNode, azureBlobStoragePutNode } from './azure-blob-storage.ts';
import { azureFunctionNode } from './azure-function.ts';
import { CloudTestBed } from './cloud-test-bed.ts';
import { datadogLogsWriteNode } from './datadog-logs-write.ts';
import { googleCloudStorageGetNode, googleCloudStoragePutNode } from './google-cloud-storage.ts';
import { googlePublishNode } from './google-publish.ts';
import { logglyWriteNode } from './loggly-write.ts';
import { serviceNowNode } from './service-now.ts';
import { sqsSendNode } from './sqs-send.ts';

const google = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyFile = {
  type: 'service_account',
  project_id: 'plant-1',
  client_email: 'signal@plant-1.iam.gserviceaccount.com',
  private_key: String(google.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  // A key file must not say where what it signs goes.
  token_uri: 'https://evil.example.com/token',
};
const azureKey = Buffer.from('a key of Azure').toString('base64');
const kept: Record<string, Record<string, string>> = {
  aws: { accessKeyId: 'AKIDKEPT', secretAccessKey: 'kept secret', region: 'eu-west-1' },
  gcp: { keyJson: JSON.stringify(keyFile) },
  azure: { account: 'plantstorage', accountKey: azureKey },
  datadog: { secretValue: 'kept', site: 'datadoghq.eu' },
  loggly: { customerToken: 'kept-token' },
};
let cloud: CloudTestBed;
beforeEach(() => {
  cloud = new CloudTestBed(kept);
  cloud.googleToken = 'ya29';
});
const run: CloudTestBed['run'] = (...given) => cloud.run(...given);
const textOf = (call: HttpCall | undefined) => Buffer.from(call?.body ?? []).toString();
const bodyOf = (call: HttpCall | undefined) => JSON.parse(textOf(call));
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** What AWS does with a request: it signs it itself, with the key of whom the request names (Signature Version 4). */
function expectSigned(call: HttpCall | undefined, service: string, { secretAccessKey = '', region = '' }): void {
  const { url = '', method, headers = {}, body = Buffer.alloc(0) } = call ?? {};
  const { host, pathname } = new URL(url);
  const [, date = '', signed = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/[^ ]+, SignedHeaders=([^,]+), Signature=(.+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const all: Record<string, string> = { ...headers, host };
  const names = signed.split(';');
  // Every path but that of S3 is encoded once more.
  const path = pathname.split('/').map(encodeURIComponent).join('/');
  const lines = names.map((name) => `${name}:${all[name]?.trim()}\n`).join('');
  const canonical = [method, path, '', lines, signed, sha256(body ?? '')].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', all['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  expect(createHmac('sha256', key).update(toSign).digest('hex')).toBe(signature);
  for (const name of ['host', 'x-amz-date', 'content-type']) expect(names).toContain(name);
}

const awsKeys = { secretAccessKey: 'own secret', region: 'us-east-1' };

test('a function of AWS is invoked with what is chosen, and its result is what it returns', async () => {
  const own = { awsAccessKeyId: 'AKIDOWN', awsSecretAccessKey: '{{s}}', awsRegion: 'us-east-1' };
  const arn = 'arn:aws:lambda:us-east-1:1:function:rate';
  cloud.answer = () => ({ headers: { 'x-amz-log-result': 'TE9H' }, body: { rating: 5 } });
  const config = { ...own, functionName: arn, sourceMethod: 'payloadPath', sourceData: 'data' };
  expect(await run(awsLambdaNode, config, { s: 'own secret', data: { a: 1 } })).toEqual({
    StatusCode: 200,
    LogResult: 'TE9H',
    Payload: { rating: 5 },
  });
  const place = 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions';
  expect(cloud.calls[0]).toMatchObject({ method: 'POST', url: `${place}/${encodeURIComponent(arn)}/invocations` });
  expect(bodyOf(cloud.calls[0])).toEqual({ a: 1 });
  expectSigned(cloud.calls[0], 'lambda', awsKeys);
  cloud.answer = () => ({ headers: { 'x-amz-function-error': 'Unhandled' }, body: { errorMessage: 'no' } });
  const kept_ = { credentialNameTemplate: 'kept', functionName: 'f' };
  expect(await run(awsLambdaNode, kept_, { x: 1 })).toMatchObject({ FunctionError: 'Unhandled' });
  expect(bodyOf(cloud.calls[1])).toEqual({ x: 1 });
  expectSigned(cloud.calls[1], 'lambda', kept.aws ?? {});
});

test('what AWS Lambda refuses throws, or goes where the node says', async () => {
  cloud.answer = () => ({ statusCode: 403, body: 'no' });
  const config = { credentialNameTemplate: 'kept', functionName: 'f' };
  await expect(run(awsLambdaNode, config)).rejects.toMatchObject({ name: 'HttpError' });
  expect(await run(awsLambdaNode, { ...config, errorBehavior: 'payloadPath', errorPath: 'r' })).toMatchObject({
    error: { name: 'HttpError' },
  });
  await expect(run(awsLambdaNode, { ...config, credentialNameTemplate: 'x' })).rejects.toMatchObject({
    name: 'CredentialError',
  });
});

test('SQS is sent a message with attributes, at AWS wherever the URL of the queue leads', async () => {
  cloud.answer = () => ({ body: { MessageId: 'm1', MD5OfMessageBody: 'x' } });
  const config = {
    credentialNameTemplate: 'kept',
    queueUrl: 'https://evil.example.com/1/alarms.fifo',
    dataMethod: 'payloadPath',
    dataPayloadPath: 'data',
    attributeMethod: 'jsonTemplate',
    attributeTemplate: '{"level": 3, "site": "a & b"}',
    messageGroupIdTemplate: 'g',
    messageDeduplicationIdTemplate: 'd',
  };
  expect(await run(sqsSendNode, config, { data: { a: 1 } })).toEqual({ success: true, messageId: 'm1' });
  expect(cloud.calls[0]).toMatchObject({
    url: 'https://sqs.eu-west-1.amazonaws.com/',
    headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' },
  });
  expect(bodyOf(cloud.calls[0])).toEqual({
    QueueUrl: 'https://evil.example.com/1/alarms.fifo',
    MessageBody: '{"a":1}',
    MessageAttributes: {
      level: { DataType: 'Number', StringValue: '3' },
      site: { DataType: 'String', StringValue: 'a & b' },
    },
    MessageGroupId: 'g',
    MessageDeduplicationId: 'd',
  });
  expectSigned(cloud.calls[0], 'sqs', kept.aws ?? {});
  await expect(run(sqsSendNode, { ...config, integrationId: 'i' })).rejects.toMatchObject({ name: 'NotAvailable' });
  expect(await run(sqsSendNode, { ...config, credentialNameTemplate: 'x' })).toMatchObject({
    error: { type: 'CredentialError' },
  });
});

test('S3 takes a credential too', async () => {
  cloud.answer = () => ({ body: 'said' });
  const config = { credentialNameTemplate: 'kept', bucketNameTemplate: 'reports', fileNameTemplate: 'a' };
  expect(await run(awsS3GetNode, { ...config, destination: 'r' })).toMatchObject({ value: 'said' });
  expect(cloud.calls[0]?.url).toBe('https://reports.s3.eu-west-1.amazonaws.com/a');
  expect(cloud.calls[0]?.headers.authorization).toContain('Credential=AKIDKEPT/');
  expect(await run(awsS3GetNode, { ...config, credentialNameTemplate: 'x', destination: 'r' })).toEqual({
    error: 'There is no credential "x".',
  });
});

test('what a payload brings leads to no other place of the service', async () => {
  const place = { bucketNameTemplate: 'my.reports', credentialNameTemplate: 'kept', destination: 'r' };
  const elsewhere = { ...place, fileNameTemplate: '{{key}}' };
  await expect(run(awsS3GetNode, elsewhere, { key: '../their.reports/secret' })).rejects.toThrow(
    '.. cannot be a part of a path',
  );
  const row = { usernameTemplate: 'u', passwordTemplate: 'p', instanceNameTemplate: 'plant', idTemplate: '{{id}}' };
  await expect(run(serviceNowNode, { ...row, action: 'tableRowDelete' }, { id: '..' })).rejects.toThrow(
    '.. cannot be a part of a path',
  );
  await expect(run(serviceNowNode, { ...row, action: 'tableRowGet' }, { id: 'a\ud800' })).rejects.toThrow(
    'A part of a path must not contain half of a surrogate pair',
  );
  expect(cloud.calls).toEqual([]);
});

/** What Google does with a request for a token: it looks at who signs, and for what (RFC 7523). */
function expectAssertion(call: HttpCall | undefined, wish: object): void {
  expect(call?.url).toBe('https://oauth2.googleapis.com/token');
  const form = new URLSearchParams(textOf(call));
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const isValid = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    google.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  expect(isValid).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iss: keyFile.client_email,
    aud: 'https://oauth2.googleapis.com/token',
    iat: cloud.now / 1000,
    exp: cloud.now / 1000 + 600,
    ...wish,
  });
}

test('Pub/Sub is given a message by a service account, of a credential or of the payload', async () => {
  cloud.answer = () => ({ body: { messageIds: ['7'] } });
  const message = {
    topicTemplate: 'alarms',
    dataTemplate: 'a & {{b}}',
    attrFields: [{ keyTemplate: 'k', valueTemplate: 'v' }],
  };
  const sent = { success: true, messageId: '7' };
  expect(await run(googlePublishNode, { ...message, credentialNameTemplate: 'kept' }, { b: 'c' })).toEqual(sent);
  expectAssertion(cloud.calls[0], { scope: 'https://www.googleapis.com/auth/pubsub' });
  expect(cloud.calls[1]).toMatchObject({
    method: 'POST',
    url: 'https://pubsub.googleapis.com/v1/projects/plant-1/topics/alarms:publish',
    headers: { authorization: 'Bearer ya29' },
  });
  expect(bodyOf(cloud.calls[1])).toEqual({
    messages: [{ data: Buffer.from('a & c').toString('base64'), attributes: { k: 'v' } }],
  });
  const own = { ...message, jwtDataMethod: 'payloadPath', jwtDataTemplate: 'key', projectIdTemplate: 'other' };
  expect(await run(googlePublishNode, own, { key: keyFile, b: '' })).toEqual(sent);
  expect(cloud.calls[3]?.url).toBe('https://pubsub.googleapis.com/v1/projects/other/topics/alarms:publish');
  const byTemplate = { ...own, jwtDataMethod: 'jsonTemplate', jwtDataTemplate: '{{key}}' };
  expect(await run(googlePublishNode, byTemplate, { key: JSON.stringify(keyFile), b: '' })).toEqual(sent);
  expect(await run(googlePublishNode, own, { key: { a: 1 }, b: '' })).toMatchObject({
    error: { type: 'CredentialError' },
  });
});

test('Pub/Sub by an integration is the integration’s to send', async () => {
  const config = {
    integrationId: 'i',
    topicTemplate: 'alarms',
    dataTemplate: 'x',
    attrMethod: 'payloadPath',
    attrPayloadPath: 'a',
  };
  expect(await run(googlePublishNode, config, { a: { n: 1 } })).toEqual({ success: true });
  expect(cloud.apiCalls).toEqual([
    {
      action: 'integration.publish',
      parameters: { integrationId: 'i' },
      body: { topic: 'alarms', payload: 'x', attributes: { n: '1' } },
    },
  ]);
  expect(cloud.calls).toEqual([]);
});

test('Google Cloud Storage is given an object and gives one', async () => {
  const place = {
    credentialNameTemplate: 'kept',
    bucketNameTemplate: 'reports',
    fileNameTemplate: '/a b/{{n}}.csv',
    destination: 'r',
  };
  const put = { ...place, fileContentTemplate: 'x,y', contentTypeTemplate: 'text/csv' };
  expect(await run(googleCloudStoragePutNode, put, { n: 1 })).toEqual({ success: true });
  expectAssertion(cloud.calls[0], { scope: 'https://www.googleapis.com/auth/devstorage.read_write' });
  const upload = 'https://storage.googleapis.com/upload/storage/v1/b/reports/o';
  expect(cloud.calls[1]).toMatchObject({
    method: 'POST',
    url: `${upload}?uploadType=media&name=a+b%2F1.csv`,
    headers: { authorization: 'Bearer ya29', 'content-type': 'text/csv' },
  });
  expect(textOf(cloud.calls[1])).toBe('x,y');
  cloud.answer = () => ({ headers: { 'content-type': 'text/csv', etag: 'e' }, body: 'x,y' });
  expect(await run(googleCloudStorageGetNode, place, { n: 1 })).toEqual({
    value: 'x,y',
    metadata: { fileSize: 3, contentType: 'text/csv', etag: 'e' },
  });
  expect(cloud.calls[3]?.url).toBe('https://storage.googleapis.com/storage/v1/b/reports/o/a%20b%2F1.csv?alt=media');
  cloud.answer = () => ({ statusCode: 403, body: 'no' });
  const refused = 'The service returned the status 403: no';
  expect(await run(googleCloudStorageGetNode, place, { n: 1 })).toEqual({ error: refused });
  expect(await run(googleCloudStoragePutNode, put, { n: 1 })).toEqual({ success: false, error: refused });
});

test('a link to an object of Google is signed by the service account, and good for a week', async () => {
  const place = {
    credentialNameTemplate: 'kept',
    bucketNameTemplate: 'reports',
    fileNameTemplate: 'a b.csv',
    destination: 'r',
  };
  const { value } = (await run(googleCloudStorageGetNode, { ...place, isDownloadURL: true })) as {
    value: string;
  };
  expect(cloud.calls).toEqual([]);
  const url = new URL(value);
  const signature = url.searchParams.get('X-Goog-Signature') ?? '';
  const query =
    value
      .split('?')[1]
      ?.split('&')
      .filter((pair) => !pair.startsWith('X-Goog-Signature=')) ?? [];
  const canonical = [
    'GET',
    url.pathname,
    query.sort().join('&'),
    `host:${url.host}\n`,
    'host',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const date = url.searchParams.get('X-Goog-Date') ?? '';
  const scope = `${date.slice(0, 8)}/auto/storage/goog4_request`;
  const toSign = ['GOOG4-RSA-SHA256', date, scope, sha256(canonical)].join('\n');
  expect(verify('sha256', Buffer.from(toSign), google.publicKey, Buffer.from(signature, 'hex'))).toBe(true);
  expect(url.searchParams.get('X-Goog-Expires')).toBe('604800');
  expect(url.href).toContain('/reports/a%20b.csv');
});

/** What Azure does with a shared access signature: it signs what the URL says itself. */
function expectShared(call: HttpCall | string | undefined, permissions: string): URL {
  const url = new URL(typeof call === 'string' ? call : (call?.url ?? ''));
  const says = (name: string) => url.searchParams.get(name) ?? '';
  const resource = `/blob/plantstorage${decodeURIComponent(url.pathname)}`;
  const fields = [says('sp'), says('st'), says('se'), resource, '', '', says('spr'), says('sv'), says('sr')];
  const toSign = [...fields, ...Array(7).fill('')].join('\n');
  expect(createHmac('sha256', Buffer.from(azureKey, 'base64')).update(toSign).digest('base64')).toBe(says('sig'));
  expect([says('sp'), says('spr'), says('sr')]).toEqual([permissions, 'https', 'b']);
  return url;
}

test('Azure is given a blob and gives one, or a link to it', async () => {
  const place = { containerNameTemplate: 'reports', blobNameTemplate: '/a b/{{n}}.csv', destination: 'r' };
  const own = { ...place, accountTemplate: 'plantstorage', accountKeyTemplate: azureKey };
  const put = { ...own, blobContentTemplate: 'x,y', contentTypeTemplate: 'text/csv' };
  expect(await run(azureBlobStoragePutNode, put, { n: 1 })).toEqual({ success: true });
  const url = expectShared(cloud.calls[0], 'cw');
  expect(url.origin + url.pathname).toBe('https://plantstorage.blob.core.windows.net/reports/a%20b/1.csv');
  expect(cloud.calls[0]).toMatchObject({
    method: 'PUT',
    headers: { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'text/csv' },
  });
  cloud.answer = () => ({ headers: { etag: 'e' }, body: 'x,y' });
  const byCredential = { ...place, credentialNameTemplate: 'kept' };
  expect(await run(azureBlobStorageGetNode, byCredential, { n: 1 })).toEqual({
    value: 'x,y',
    metadata: { fileSize: 3, etag: 'e' },
  });
  expectShared(cloud.calls[1], 'r');
  const link = (await run(azureBlobStorageGetNode, { ...byCredential, isDownloadURL: true }, { n: 1 })) as {
    value: string;
  };
  expect(expectShared(link.value, 'r').searchParams.get('se')).toBe('2026-01-09T03:04:05Z');
  expect(cloud.calls).toHaveLength(2);
  cloud.answer = () => ({ statusCode: 404, body: 'no' });
  expect(await run(azureBlobStorageGetNode, own, { n: 1 })).toMatchObject({ error: expect.stringContaining('404') });
  const elsewhere = { ...own, accountTemplate: 'evil.com/x' };
  await expect(run(azureBlobStorageGetNode, elsewhere, { n: 1 })).rejects.toMatchObject({ name: 'ValidationError' });
});

test('a function of Azure is called with its key, and its result is what it says', async () => {
  cloud.answer = () => ({ statusCode: 500, headers: { date: 'd' }, body: { a: 1 } });
  const config = { hostNameTemplate: 'plant.azurewebsites.net', functionNameTemplate: 'Rate it', apiKeyTemplate: 'k' };
  expect(await run(azureFunctionNode, config, { x: 1 })).toEqual({
    body: { a: 1 },
    statusCode: 500,
    azureHeaders: { date: 'd' },
  });
  expect(cloud.calls[0]).toMatchObject({
    url: 'https://plant.azurewebsites.net/api/Rate%20it',
    headers: { 'x-functions-key': 'k' },
    secretHeaders: ['x-functions-key'],
  });
  expect(bodyOf(cloud.calls[0])).toEqual({ x: 1 });
  const started = {
    ...config,
    isHttp: false,
    credentialNameTemplate: 'kept',
    sourceMethodTemplate: 'jsonTemplate',
    sourceData: '[1]',
  };
  expect(await run(azureFunctionNode, started)).toMatchObject({ error: { type: 'CredentialError' } });
  expect(cloud.calls).toHaveLength(1);
  await run(azureFunctionNode, { ...started, hostNameTemplate: 'PlantStorage.azurewebsites.net' });
  expect(cloud.calls[1]).toMatchObject({
    url: 'https://PlantStorage.azurewebsites.net/admin/functions/Rate%20it',
    headers: { 'x-functions-key': azureKey },
  });
  expect(bodyOf(cloud.calls[1])).toEqual({ input: '[1]' });
  await expect(run(azureFunctionNode, { ...config, hostNameTemplate: 'a/b' })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('Datadog is given lines, and only at its own sites', async () => {
  cloud.answer = () => ({ statusCode: 202, body: '{}' });
  const line = { messageTemplate: 'a & b', tagsTemplate: 'x:1', attributesTemplate: '{"level": {{n}} }' };
  const config = { apiKeyTemplate: 'k', siteTemplate: 'us5.datadoghq.com', writeFields: [line] };
  expect(await run(datadogLogsWriteNode, config, { n: 3 })).toEqual({ success: true });
  expect(cloud.calls[0]).toMatchObject({
    url: 'https://http-intake.logs.us5.datadoghq.com/api/v2/logs',
    headers: { 'dd-api-key': 'k' },
  });
  expect(bodyOf(cloud.calls[0])).toEqual([{ message: 'a & b', ddtags: 'x:1', level: 3 }]);
  const kept_ = { credentialNameTemplate: 'kept', writeMethod: 'payloadPath', writePayloadPath: 'lines' };
  expect(await run(datadogLogsWriteNode, kept_, { lines: ['one', { message: 'two' }] })).toEqual({ success: true });
  expect([cloud.calls[1]?.url, bodyOf(cloud.calls[1])]).toEqual([
    'https://http-intake.logs.datadoghq.eu/api/v2/logs',
    [{ message: 'one' }, { message: 'two' }],
  ]);
  const elsewhere = { ...config, siteTemplate: 'evil.com' };
  await expect(run(datadogLogsWriteNode, elsewhere, { n: 1 })).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(run(datadogLogsWriteNode, kept_, { lines: [] })).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(run(datadogLogsWriteNode, kept_, { lines: [1] })).rejects.toMatchObject({ name: 'ValidationError' });
});

test('Loggly is given lines', async () => {
  cloud.answer = () => ({ body: { response: 'ok' } });
  const config = { apiTokenTemplate: 't-1', writeFields: [{ messageTemplate: 'a' }, { jsonTemplate: '{"b": 1}' }] };
  expect(await run(logglyWriteNode, config)).toEqual({ success: true });
  expect([cloud.calls[0]?.url, textOf(cloud.calls[0])]).toEqual([
    'https://logs-01.loggly.com/bulk/t-1/tag/bulk/',
    '{"message":"a"}\n{"b":1}',
  ]);
  const kept_ = { credentialNameTemplate: 'kept', writeMethod: 'jsonTemplate', writeJsonTemplate: '"x"' };
  expect(await run(logglyWriteNode, kept_)).toEqual({ success: true });
  expect(cloud.calls[1]?.url).toContain('/kept-token/');
  const wrong = { ...config, apiTokenTemplate: 'a/../b' };
  await expect(run(logglyWriteNode, wrong)).rejects.toMatchObject({ name: 'ValidationError' });
});

test('ServiceNow is asked for records, and given them', async () => {
  cloud.answer = () => ({ body: { result: [{ number: 'INC1' }] } });
  const login = { usernameTemplate: 'u', passwordTemplate: 'p&q', instanceNameTemplate: 'plant' };
  const params = [
    { name: 'sysparmQuery', value: 'active=true^priority={{n}}' },
    { name: 'sysparmLimit', value: '10' },
  ];
  expect(await run(serviceNowNode, { ...login, params }, { n: 1 })).toEqual({ result: [{ number: 'INC1' }] });
  expect(cloud.calls[0]).toMatchObject({
    method: 'GET',
    url: 'https://plant.service-now.com/api/now/table/incident?sysparm_query=active%3Dtrue%5Epriority%3D1&sysparm_limit=10',
    headers: { authorization: `Basic ${Buffer.from('u:p&q').toString('base64')}` },
    body: undefined,
  });
  const byUrl = {
    ...login,
    instanceNameTemplate: '',
    urlTemplate: 'https://now.example.com/path',
    tableNameTemplate: 'task',
  };
  const put = {
    ...byUrl,
    action: 'tableRowPut',
    idTemplate: 'a/b',
    bodyTemplate: [{ key: 'state', valueTemplate: '{{n}}' }],
  };
  await run(serviceNowNode, put, { n: 2 });
  expect(cloud.calls[1]).toMatchObject({
    method: 'PUT',
    url: 'https://now.example.com/api/now/table/task/a%2Fb',
  });
  expect(bodyOf(cloud.calls[1])).toEqual({ state: '2' });
  cloud.answer = () => ({ statusCode: 204 });
  expect(await run(serviceNowNode, { ...byUrl, action: 'tableRowDelete', idTemplate: 'a' })).toEqual({ success: true });
  cloud.answer = () => ({ statusCode: 401, body: 'no' });
  expect(await run(serviceNowNode, { ...login, params })).toMatchObject({ error: { type: 'HttpError' } });
  for (const wrong of [{ instanceNameTemplate: 'evil.com/' }, { action: 'constructor' }]) {
    await expect(run(serviceNowNode, { ...login, ...wrong })).rejects.toMatchObject({ name: 'ValidationError' });
  }
});
