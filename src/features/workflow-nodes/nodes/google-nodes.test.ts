// Functions and BigQuery of Google (workflows.md, "5. Nodes"): what leaves the nodes, judged as Google judges it.
import { verify } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { HttpCall } from '../services.ts';
import { CloudTestBed, makeServiceAccount } from './cloud-test-bed.ts';
import { googleBigQueryNode } from './google-big-query.ts';
import { googleFunctionNode } from './google-function.ts';

const { keyFile, publicKey } = makeServiceAccount();
const tokenUrl = 'https://oauth2.googleapis.com/token';
let cloud: CloudTestBed;
beforeEach(() => {
  cloud = new CloudTestBed({ gcp: { keyJson: JSON.stringify(keyFile) } });
});

function answerWith(answer: CloudTestBed['answer']): void {
  cloud.answer = (call) => (call.url === tokenUrl ? { body: giveToken(call) } : answer(call));
}

/** An identity for who names an audience, a token for who names a scope. */
function giveToken({ body }: HttpCall): object {
  const claims = readClaims(Buffer.from(body ?? []).toString());
  return 'target_audience' in claims ? { id_token: 'identity' } : { access_token: 'ya29' };
}

/** What Google reads in a request for a token, once it has seen who signed it (RFC 7523). */
function readClaims(form: string): object {
  const [head = '', claims = '', signature = ''] = (new URLSearchParams(form).get('assertion') ?? '').split('.');
  expect(verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

function claimsOf(index: number): object {
  expect(cloud.calls[index]?.url).toBe(tokenUrl);
  return readClaims(cloud.textOf(index));
}

test('a function is called by its name, with the rights of the service account', async () => {
  answerWith(() => ({ body: { executionId: 'e1', result: '{"rating":5}' } }));
  const config = {
    credentialNameTemplate: 'kept',
    functionNameTemplate: 'rate {{n}}',
    regionTemplate: 'us-central1',
    sourceDataMethod: 'payloadPath',
    sourceDataTemplate: 'data',
  };
  expect(await cloud.run(googleFunctionNode, config, { n: 1, data: { a: 1 } })).toEqual({
    executionId: 'e1',
    result: '{"rating":5}',
  });
  expect(claimsOf(0)).toMatchObject({ scope: 'https://www.googleapis.com/auth/cloud-platform' });
  const place = 'https://cloudfunctions.googleapis.com/v1/projects/plant-1/locations/us-central1/functions';
  expect(cloud.calls[1]).toMatchObject({
    method: 'POST',
    url: `${place}/rate%201:call`,
    headers: { authorization: 'Bearer ya29' },
  });
  expect(cloud.bodyOf(1)).toEqual({ data: '{"a":1}' });
  answerWith(() => ({ body: { executionId: 'e2', error: 'Error: no' } }));
  expect(await cloud.run(googleFunctionNode, config, { n: 1 })).toEqual({
    error: { type: 'FunctionError', message: 'Error: no' },
  });
  answerWith(() => ({ statusCode: 403, body: 'no' }));
  expect(await cloud.run(googleFunctionNode, config, { n: 1 })).toMatchObject({ error: { type: 'HttpError' } });
  for (const wrong of [{ regionTemplate: 'evil.com/' }, { functionNameTemplate: '..' }]) {
    await expect(cloud.run(googleFunctionNode, { ...config, ...wrong })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  }
});

test('a function is called by its URL, with an identity that is good for that URL alone, or with none', async () => {
  answerWith(() => ({ statusCode: 500, headers: { date: 'd' }, body: { a: 1 } }));
  const url = 'https://us-central1-plant-1.cloudfunctions.net/rate';
  const own = { jwtDataMethod: 'payloadPath', jwtDataTemplate: 'key' };
  const config = { invocationMethod: 'http', triggerUrlTemplate: url };
  const payload = { key: keyFile, x: 1 };
  expect(await cloud.run(googleFunctionNode, { ...config, ...own }, payload)).toEqual({
    body: { a: 1 },
    statusCode: 500,
    headers: { date: 'd' },
  });
  expect(claimsOf(0)).toMatchObject({ target_audience: url });
  expect(cloud.calls[1]).toMatchObject({ method: 'POST', url, headers: { authorization: 'Bearer identity' } });
  await cloud.run(googleFunctionNode, { ...config, allowUnauthenticated: true }, { x: 2 });
  expect(cloud.calls).toHaveLength(3);
  expect(cloud.calls[2]?.headers).not.toHaveProperty('authorization');
  expect(cloud.bodyOf(2)).toEqual({ x: 2 });
  const wrong = { ...config, triggerUrlTemplate: 'no URL' };
  await expect(cloud.run(googleFunctionNode, wrong)).rejects.toMatchObject({ name: 'ValidationError' });
});

const project = 'https://bigquery.googleapis.com/bigquery/v2/projects/plant-1';
test.each([
  ['jobs', 'query', 'POST', '/queries', { queryRequest: '{"query": "select {{n}}"}' }, { query: 'select 1' }],
  ['datasets', 'list', 'GET', '/datasets', {}, undefined],
  ['datasets', 'get', 'GET', '/datasets/d%201', {}, undefined],
  ['datasets', 'insert', 'POST', '/datasets', { dataset: '{"friendlyName": "a"}' }, { friendlyName: 'a' }],
  ['datasets', 'update', 'PUT', '/datasets/d%201', { dataset: { description: 'b' } }, { description: 'b' }],
  ['tables', 'list', 'GET', '/datasets/d%201/tables', {}, undefined],
  ['tables', 'insert', 'POST', '/datasets/d%201/tables', { table: '{"friendlyName": "a"}' }, { friendlyName: 'a' }],
  ['tables', 'patch', 'PATCH', '/datasets/d%201/tables/t', { table: '{"friendlyName": "a"}' }, { friendlyName: 'a' }],
  ['tables', 'delete', 'DELETE', '/datasets/d%201/tables/t', {}, undefined],
  ['tabledata', 'list', 'GET', '/datasets/d%201/tables/t/data', {}, undefined],
  [
    'tabledata',
    'insertAll',
    'POST',
    '/datasets/d%201/tables/t/insertAll',
    { tableData: '{"rows": [{"json": {"id": {{n}} }}]}' },
    { rows: [{ json: { id: 1 } }] },
  ],
] as const)('BigQuery is asked for %s: %s', async (resource, action, method, path, given, body) => {
  answerWith(() => ({ body: { kind: 'k' } }));
  const config = { credentialNameTemplate: 'kept', resource, action, datasetId: 'd {{n}}', tableId: 't', ...given };
  expect(await cloud.run(googleBigQueryNode, config, { n: 1 })).toEqual({ kind: 'k' });
  expect(claimsOf(0)).toMatchObject({ scope: 'https://www.googleapis.com/auth/bigquery' });
  expect(cloud.calls[1]).toMatchObject({ method, url: project + path, headers: { authorization: 'Bearer ya29' } });
  expect(cloud.calls[1]?.body === undefined ? undefined : cloud.bodyOf(1)).toEqual(body);
});

test('BigQuery: success without a result, failures, keys of the payload, and what there is not', async () => {
  const config = { credentialNameTemplate: 'kept', resource: 'tables', action: 'delete', datasetId: 'd', tableId: 't' };
  answerWith(() => ({ statusCode: 204 }));
  expect(await cloud.run(googleBigQueryNode, config)).toEqual({ success: true });
  answerWith(() => ({ statusCode: 404, body: { error: { message: 'Not found' } } }));
  expect(await cloud.run(googleBigQueryNode, config)).toMatchObject({
    error: { type: 'HttpError', message: expect.stringContaining('Not found') },
  });
  expect(await cloud.run(googleBigQueryNode, { ...config, credentialNameTemplate: 'x' })).toMatchObject({
    error: { type: 'CredentialError' },
  });
  answerWith(() => ({ body: {} }));
  const { credentialNameTemplate: _, ...keyless } = config;
  const byPath = { ...keyless, jwtDataMethod: 'payloadPath', jwtPayloadPath: 'key', projectIdTemplate: 'other' };
  expect(await cloud.run(googleBigQueryNode, byPath, { key: keyFile })).toEqual({});
  expect(cloud.calls.at(-1)?.url).toContain('/projects/other/');
  const byTemplate = { ...keyless, jwtDataMethod: 'jsonTemplate', jwtJsonTemplate: '{{key}}' };
  expect(await cloud.run(googleBigQueryNode, byTemplate, { key: JSON.stringify(keyFile) })).toEqual({});
  for (const wrong of [
    { action: 'insertAll' },
    { resource: 'constructor' },
    { datasetId: '..' },
    { action: 'patch' },
  ]) {
    await expect(cloud.run(googleBigQueryNode, { ...config, ...wrong })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  }
  await expect(cloud.run(googleBigQueryNode, { ...config, tableId: '{{no}}' })).rejects.toMatchObject({
    name: 'TemplateError',
  });
});
