import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fail, GcsServer, readAll } from '../../../test/support/gcs-server.ts';
import { toGcsStoreError } from './gcs-errors.ts';
import { GcsStore } from './gcs-store.ts';

const MiB = 1024 * 1024;
const csv = { contentType: 'text/csv' };
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const key = { type: 'service_account', client_email: 'archive@plant.iam.gserviceaccount.com', private_key: privateKey };
const keyJson = JSON.stringify({ ...key, token_uri: 'http://169.254.169.254/' });
let server: GcsServer;
let store: GcsStore;

const openStore = (
  changes: { bucket?: string; endpoint?: string; keyJson?: string } = {},
  timeouts?: { requestMs: number },
) => GcsStore.open({ projectId: 'plant', keyJson, bucket: 'archive', endpoint: server.url, ...changes }, timeouts);

beforeAll(async () => {
  server = await GcsServer.start();
});

beforeEach(async () => {
  server.objects.clear();
  server.sessions.clear();
  server.requests.length = 0;
  server.intercept = () => false;
  server.pageSize = 1000;
  store = await openStore();
});

afterAll(() => server.stop());

async function* bodyOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function readObject(name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
/** Bytes of which no two chunks are alike. */
const large = Buffer.alloc(10 * MiB + 1, Buffer.from(Array.from({ length: 7919 }, (_, index) => index % 251)));

it('stores under the key, emoji and colons included, and confirms what the bucket holds', async () => {
  const name = 'Werk 🦊/2017-12-03T00:00:00.000Z/a-b.csv';
  const stored = await store.put(name, bodyOf('one,', 'two\n'), csv);
  expect(stored).toEqual({ key: name, bytes: 8, sha256: sha256('one,two\n') });
  expect(server.requests).toEqual(['POST start', 'PUT session bytes 0-7/8', 'GET object']);
  expect(server.objects.get(name)?.contentType).toBe('text/csv');
  expect((await readObject(name)).toString()).toBe('one,two\n');
  expect(await store.stat(name)).toEqual({ bytes: 8 });
});

it('stores an empty object', async () => {
  expect(await store.put('empty', bodyOf(), csv)).toMatchObject({ bytes: 0, sha256: sha256('') });
  expect((await readObject('empty')).byteLength).toBe(0);
});

it('streams a large object in chunks', async () => {
  await store.put('large', bodyOf(large.subarray(0, 3 * MiB), large.subarray(3 * MiB)), csv);
  expect(sha256(await readObject('large'))).toBe(sha256(large));
  expect(server.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(3);
});

it('goes on where the store stopped when a chunk is cut off in the middle', async () => {
  let cuts = 0;
  server.intercept = (request) => {
    if (request.method !== 'PUT' || !request.headers['content-range']?.startsWith('bytes 4194304-') || cuts > 0)
      return false;
    cuts += 1;
    request.once('data', () => request.destroy());
    return true;
  };
  await store.put('cut', bodyOf(large), csv);
  expect(cuts).toBe(1);
  expect(sha256(await readObject('cut'))).toBe(sha256(large));
});

it('goes on after the store was busy, and when it kept only part of a chunk', async () => {
  let busy = 0;
  server.intercept = async (request, response) => {
    if (request.method !== 'PUT' || busy > 1) return false;
    busy += 1;
    if (busy === 1) {
      await readAll(request);
      fail(response, 503, 'backendError', 'later');
      return true;
    }
    const session = [...server.sessions.values()][0];
    const body = await readAll(request);
    if (!session || body.byteLength === 0) return false;
    session.content = body.subarray(0, MiB);
    response.writeHead(308, { range: `bytes=0-${MiB - 1}` }).end();
    return true;
  };
  await store.put('busy', bodyOf(large), csv);
  expect(sha256(await readObject('busy'))).toBe(sha256(large));
});

it('does not call it stored when the bucket holds something else', async () => {
  server.intercept = (request, _, url) => {
    const object = server.objects.get('a');
    if (request.method === 'GET' && object && !url.searchParams.has('alt')) object.content = Buffer.from('other');
    return false;
  };
  await expect(store.put('a', bodyOf('right'), csv)).rejects.toMatchObject({
    name: 'ObjectStoreError',
    message: 'a reads back differently from how it was written',
  });
});

it('leaves neither object nor upload when aborted while the body hangs', async () => {
  const abort = new AbortController();
  async function* hanging(): AsyncGenerator<Uint8Array> {
    yield large.subarray(0, 9 * MiB);
    abort.abort(new Error('stopping'));
    await new Promise(() => {});
  }
  await expect(store.put('a', hanging(), { ...csv, signal: abort.signal })).rejects.toThrow('stopping');
  expect(server.sessions.size).toBe(0);
  expect(await store.stat('a')).toBeUndefined();
});

it.each([0, 6 * MiB])('leaves neither object nor upload when the body fails after %i bytes', async (bytes) => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(bytes);
    throw new Error('the database went away');
  }
  await expect(store.put('a', failing(), csv)).rejects.toThrow('the database went away');
  expect(server.sessions.size).toBe(0);
  expect(await store.stat('a')).toBeUndefined();
});

it.each([
  ['credentials', 401, 'authError'],
  ['permission', 403, 'forbidden'],
  ['full', 403, 'quotaExceeded'],
  ['other', 412, 'conditionNotMet'],
])('tells a fault of kind %s when the store answers %i %s, without secrets', async (kind, status, reason) => {
  server.intercept = (_, response) => {
    fail(response, status, reason, `no: ${reason}`);
    return true;
  };
  const error: unknown = await store.put('a', bodyOf('x'), csv).catch((thrown) => thrown);
  expect(error).toMatchObject({ name: 'ObjectStoreError', kind });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/PRIVATE KEY|Bearer/);
});

it('tells a bucket that does not exist from an object that does not', async () => {
  const other = await openStore({ bucket: 'no-such-bucket' });
  await expect(other.put('a', bodyOf('x'), csv)).rejects.toMatchObject({ kind: 'bucket' });
  await expect(other.stat('a')).rejects.toMatchObject({ kind: 'bucket' });
  expect(await store.stat('a')).toBeUndefined();
  await expect(readObject('a')).rejects.toMatchObject({ type: 'NotFound' });
});

it.each([
  ['credentials', 'invalid_grant: Invalid JWT Signature.'],
  [
    'clock',
    'invalid_grant: Invalid JWT: Token must be a short-lived token and in a reasonable timeframe. Check your iat and exp values',
  ],
])('tells a fault of kind %s from how the token was refused', (kind, message) => {
  expect(toGcsStoreError(Object.assign(new Error(message), { status: 400 }), 'archive')).toMatchObject({ kind });
});

it('says when nobody listens, and does not wait for ever for a store that says nothing', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  const unreachable = await openStore({ endpoint: `http://127.0.0.1:${port}` });
  await expect(unreachable.put('a', bodyOf('x'), csv)).rejects.toMatchObject({ kind: 'network' });
  await expect(unreachable.stat('a')).rejects.toMatchObject({ kind: 'network' });
});

it('lists by prefix, page after page', async () => {
  for (const name of ['day/1 🦊+%', 'day/2', 'day/3', 'other']) await store.put(name, bodyOf(name), csv);
  server.pageSize = 2;
  const found: { key: string; bytes: number }[] = [];
  for await (const object of store.list('day/')) found.push(object);
  expect(found).toEqual([
    { key: 'day/1 🦊+%', bytes: 12 },
    { key: 'day/2', bytes: 5 },
    { key: 'day/3', bytes: 5 },
  ]);
});

it('deletes, and says nothing about what is not there', async () => {
  await store.put('a/b', bodyOf('x'), csv);
  await store.delete('a/b');
  await store.delete('a/b');
  expect(await store.stat('a/b')).toBeUndefined();
});

it.each(['../out', 'a/../b', ''])('refuses the key %j', async (name) => {
  await expect(store.put(name, bodyOf('x'), csv)).rejects.toMatchObject({ type: 'Validation' });
  expect(server.requests).toEqual([]);
});

it.each([
  ['nonsense', /JSON of a service account/],
  ['null', /service_account/],
  [JSON.stringify({ ...key, type: 'external_account' }), /service_account/],
  [JSON.stringify({ ...key, type: 'impersonated_service_account' }), /service_account/],
  [JSON.stringify({ ...key, private_key: 'secret-word' }), /not a PEM key/],
])('refuses a key that is no service account key (%#)', async (wrong, message) => {
  const error: unknown = await openStore({ keyJson: wrong }).catch((thrown) => thrown);
  expect(error).toMatchObject({ type: 'Validation', message: expect.stringMatching(message) });
  expect(String(error)).not.toContain('secret-word');
});

it('refuses what is no bucket name', async () => {
  for (const bucket of ['..', 'a/b', 'A', 'x?y']) {
    await expect(openStore({ bucket })).rejects.toMatchObject({ message: expect.stringMatching(/^gcs\.bucket /) });
  }
});
