import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AzureStore } from './azure-store.ts';

// What Azure returns when something is wrong; test/slow/azure-store.test.ts has the emulator.
const csv = { contentType: 'text/csv' };
const accountKey = Buffer.from('the account key, which nobody may see').toString('base64');
let server: Server;
let endpoint: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://azure');
    requests.push(`${request.method} ${searchParams.get('comp') ?? ''}`.trim());
    request.resume().once('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/signalbox`;
});

beforeEach(() => {
  requests = [];
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const openStore = (
  changes: { account?: string; accountKey?: string; bucket?: string } = {},
  timeouts?: { requestMs: number },
) => AzureStore.open({ account: 'signalbox', accountKey, bucket: 'archive', endpoint, ...changes }, timeouts);

async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function refuse(status: number, code: string, text = 'no') {
  return (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${text}</Message></Error>`);
  };
}

it.each([
  ['credentials', 403, 'AuthenticationFailed', 'The MAC signature found in the HTTP request is not the same'],
  ['clock', 403, 'AuthenticationFailed', 'Request date header too old: Wed, 01 Nov 2017 00:00:00 GMT'],
  ['permission', 403, 'AuthorizationPermissionMismatch', 'no'],
  ['permission', 409, 'BlobImmutableDueToPolicy', 'no'],
  ['bucket', 404, 'ContainerNotFound', 'no'],
  ['bucket', 409, 'ContainerBeingDeleted', 'no'],
  ['full', 507, 'InsufficientStorage', 'no'],
  ['other', 400, 'Md5Mismatch', 'no'],
])('tells a fault of kind %s when the store answers %i %s, without secrets', async (kind, status, code, text) => {
  answer = refuse(status, code, text);
  const error: unknown = await (await openStore()).put('a', bodyOf('x'), csv).catch((thrown) => thrown);
  expect(error).toMatchObject({ name: 'ObjectStoreError', kind });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/SharedKey|Signature/);
});

it('asks a busy store again', async () => {
  let busy = 2;
  const content = createHash('md5').update('x').digest('base64');
  answer = (request, response) => {
    if (request.method === 'PUT' && busy > 0) {
      busy -= 1;
      return refuse(503, 'ServerBusy')(request, response);
    }
    const isHead = request.method === 'HEAD';
    response.writeHead(isHead ? 200 : 201, isHead ? { 'content-length': 1, 'content-md5': content } : {}).end();
  };
  expect(await (await openStore()).put('a', bodyOf('x'), csv)).toMatchObject({ bytes: 1 });
  expect(requests).toEqual(['PUT block', 'PUT block', 'PUT block', 'PUT blocklist', 'HEAD']);
});

it.each([
  [{ 'content-length': 2 }, 'a has 2 bytes at the store, not 1'],
  [{ 'content-length': 1, 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'a is not at the store as it was written'],
  [{ 'content-length': 1 }, 'a is not at the store as it was written'],
])('does not call it stored when the container holds something else (%j)', async (headers, message) => {
  answer = (request, response) => {
    response.writeHead(request.method === 'HEAD' ? 200 : 201, request.method === 'HEAD' ? headers : {}).end();
  };
  await expect((await openStore()).put('a', bodyOf('x'), csv)).rejects.toMatchObject({ kind: 'other', message });
});

it('follows no redirect to elsewhere', async () => {
  answer = (_, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end();
  await expect((await openStore()).stat('a')).rejects.toMatchObject({ message: expect.stringContaining('307') });
  expect(requests).toEqual(['HEAD']);
});

it('does not wait for ever for a store that says nothing, and stops when told to', async () => {
  answer = () => {};
  await expect((await openStore({}, { requestMs: 100 })).stat('a')).rejects.toMatchObject({ kind: 'network' });
  const abort = new AbortController();
  answer = () => abort.abort(new Error('stopping'));
  const put = (await openStore()).put('a', bodyOf('x'), { ...csv, signal: abort.signal });
  await expect(put).rejects.toThrow('stopping');
});

it.each([
  ['account', 'evil.example/'],
  ['account', 'UPPER'],
  ['bucket', 'a/b'],
  ['bucket', '-archive'],
  ['accountKey', 'not base64!'],
])('refuses the %s %j', async (field, value) => {
  await expect(openStore({ [field]: value })).rejects.toMatchObject({
    type: 'Validation',
    message: expect.stringMatching(new RegExp(`^azure\\.${field} `)),
  });
});
