import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import S3rver from 's3rver';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { S3Store } from './s3-store.ts';

interface Context {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  status: number;
  body: unknown;
}
type Handler = (context: Context, next: () => Promise<void>) => Promise<void>;

const csv = { contentType: 'text/csv' };
const MiB = 1024 * 1024;
let folder: string;
let server: S3rver;
let endpoint: string;
let store: S3Store;
/** What the server was asked: method, path and the names of the query parameters that matter. */
let requests: string[] = [];
/** Stands between client and server. */
let intercept: Handler;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-s3-'));
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'archive', configs: [] }],
  });
  (server as unknown as { middleware: Handler[] }).middleware.unshift(async (context, next) => {
    const { uploadId, partNumber } = context.query;
    const detail = partNumber
      ? ` part ${partNumber}`
      : uploadId
        ? ' upload'
        : 'uploads' in context.query
          ? ' start'
          : '';
    requests.push(`${context.method}${detail}`);
    if (context.method === 'DELETE' && uploadId) {
      // The one request of ours that this server does not know.
      await rm(join(uploadsFolder(), uploadId), { recursive: true });
      context.status = 204;
      return;
    }
    await intercept(context, next);
  });
  endpoint = `http://127.0.0.1:${(await server.run()).port}`;
});

beforeEach(async () => {
  requests = [];
  intercept = (_, next) => next();
  await rm(join(folder, 'archive'), { recursive: true });
  await mkdir(join(folder, 'archive'));
  store = await openStore();
  return () => store.close();
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const uploadsFolder = (): string => join(folder, 'archive', '._S3rver_uploads');
const unfinishedUploads = (): Promise<string[]> => readdir(uploadsFolder()).catch(() => []);

function openStore(
  changes: { bucket?: string; accessKeyId?: string; secretAccessKey?: string; endpoint?: string } = {},
  timeouts?: { connectMs: number; requestMs: number },
): Promise<S3Store> {
  const target = { bucket: 'archive', region: 'us-east-1', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', endpoint };
  return S3Store.open({ ...target, ...changes }, timeouts);
}

async function* bodyOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function readAll(key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(key)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

it('stores under the key, emoji and colons included, and confirms without reading a small object back', async () => {
  const key = 'Werk 🦊/2017-12-03T00:00:00.000Z/a-b.csv';
  const stored = await store.put(key, bodyOf('one,', 'two\n'), csv);
  expect(stored).toEqual({ key, bytes: 8, sha256: sha256('one,two\n') });
  expect(requests).toEqual(['PUT', 'HEAD']);
  expect((await readAll(key)).toString()).toBe('one,two\n');
  expect(await store.stat(key)).toEqual({ bytes: 8 });
});

it('stores an empty object', async () => {
  expect(await store.put('empty', bodyOf(), csv)).toEqual({ key: 'empty', bytes: 0, sha256: sha256('') });
  expect(await store.stat('empty')).toEqual({ bytes: 0 });
});

it('makes the same object of the same bytes', async () => {
  const first = await store.put('a/b', bodyOf('same'), csv);
  expect(await store.put('a/b', bodyOf('sa', 'me'), csv)).toEqual(first);
  expect((await readAll('a/b')).toString()).toBe('same');
});

it('streams in parts and reads back what a server with other ETags has stored', async () => {
  const content = randomBytes(20 * MiB + 1);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < content.byteLength; at += 65_537) yield content.subarray(at, at + 65_537);
  }
  expect(await store.put('big', pieces(), csv)).toEqual({
    key: 'big',
    bytes: content.byteLength,
    sha256: sha256(content),
  });
  expect(requests.filter((request) => request.includes('part'))).toHaveLength(5);
  expect(requests.slice(-3)).toEqual(['POST upload', 'HEAD', 'GET']);
  expect((await readAll('big')).equals(content)).toBe(true);
  expect(await unfinishedUploads()).toEqual([]);
});

it('trusts the ETag that S3 gives to an object of parts', async () => {
  intercept = async (context, next) => {
    const isLast = context.method === 'POST' && context.query.uploadId !== undefined;
    const parts = isLast ? await readParts(join(uploadsFolder(), context.query.uploadId ?? '')) : [];
    await next();
    if (!isLast) return;
    const etag = createHash('md5').update(Buffer.concat(parts)).digest('hex');
    await writeFile(join(folder, 'archive', 'big._S3rver_object.md5'), `${etag}-${parts.length}`);
  };
  const content = randomBytes(12 * MiB);
  expect(await store.put('big', bodyOf(content), csv)).toMatchObject({ bytes: 12 * MiB, sha256: sha256(content) });
  expect(requests).not.toContain('GET');
});

async function readParts(upload: string): Promise<Buffer[]> {
  const sums = (await readdir(upload)).filter((name) => name.endsWith('.md5')).sort();
  return Promise.all(sums.map(async (name) => Buffer.from(await readFile(join(upload, name), 'utf8'), 'hex')));
}

it.each([
  ['says yes but stores nothing', 'is not in the bucket after its upload', 'nothing'],
  ['stores less than it was sent', 'has 3 bytes in the bucket, not 8', 'less'],
])('never calls it a success when the store %s', async (_, message, fault) => {
  intercept = async (context, next) => {
    if (context.method !== 'PUT') return next();
    if (fault === 'nothing') {
      context.status = 200;
      context.body = '';
      return;
    }
    await next();
    await writeFile(join(folder, 'archive', 'a._S3rver_object'), 'one');
  };
  await expect(store.put('a', bodyOf('one,two\n'), csv)).rejects.toMatchObject({
    kind: 'other',
    message: `a ${message}`,
  });
});

it('never calls it a success when a store with other ETags holds other bytes', async () => {
  intercept = async (context, next) => {
    await next();
    if (context.method !== 'POST' || !context.query.uploadId) return;
    const path = join(folder, 'archive', 'a._S3rver_object');
    const content = await readFile(path);
    content[7 * MiB] = 1;
    await writeFile(path, content);
  };
  await expect(store.put('a', bodyOf(Buffer.alloc(8 * MiB)), csv)).rejects.toMatchObject({
    message: 'a reads back differently from how it was written',
  });
});

it('leaves neither object nor upload when aborted while the body hangs', async () => {
  const abort = new AbortController();
  intercept = async (context, next) => {
    await next();
    if (context.query.partNumber === '2') abort.abort(new Error('stopping'));
  };
  async function* hanging(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(11 * MiB);
    await new Promise(() => {});
  }
  await expect(store.put('a', hanging(), { ...csv, signal: abort.signal })).rejects.toThrow('stopping');
  expect(requests.at(-1)).toBe('DELETE upload');
  expect(await unfinishedUploads()).toEqual([]);
  expect(await store.stat('a')).toBeUndefined();
});

it('cuts off a request in flight when aborted', async () => {
  const abort = new AbortController();
  let release = (): void => {};
  intercept = async (context, next) => {
    await next();
    if (context.query.partNumber !== '1') return;
    abort.abort(new Error('stopping'));
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  const put = store.put('a', bodyOf(Buffer.alloc(11 * MiB)), { ...csv, signal: abort.signal });
  await expect(put).rejects.toThrow('stopping');
  release();
  expect(requests).toContain('DELETE upload');
  expect(await store.stat('a')).toBeUndefined();
});

it('asks the store nothing when aborted before', async () => {
  const signal = AbortSignal.abort(new Error('stopping'));
  await expect(store.put('a', bodyOf('x'), { ...csv, signal })).rejects.toThrow('stopping');
  expect(requests).toEqual([]);
});

it.each([0, 12 * MiB])('leaves neither object nor upload when the body fails after %i bytes', async (bytes) => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(bytes);
    throw new Error('the database went away');
  }
  await expect(store.put('a', failing(), csv)).rejects.toThrow('the database went away');
  expect(await unfinishedUploads()).toEqual([]);
  expect(await store.stat('a')).toBeUndefined();
});

it('gives up the upload when the store refuses a part', async () => {
  intercept = async (context, next) => {
    if (context.query.partNumber !== '2') return next();
    context.status = 403;
    context.body = '<Error><Code>AccessDenied</Code><Message>no</Message></Error>';
  };
  let ended = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(MiB);
    } finally {
      ended = true;
    }
  }
  await expect(store.put('a', endless(), csv)).rejects.toMatchObject({ kind: 'permission' });
  expect(ended).toBe(true);
  expect(await unfinishedUploads()).toEqual([]);
});

it.each([
  ['bucket', { bucket: 'no-such-bucket' }],
  ['credentials', { accessKeyId: 'AKIAWRONG' }],
])('tells a fault of kind %s (%j)', async (kind, changes) => {
  const other = await openStore(changes);
  await expect(other.put('a', bodyOf('x'), csv)).rejects.toMatchObject({ name: 'ObjectStoreError', kind });
  other.close();
});

it.each([
  ['credentials', 403, 'SignatureDoesNotMatch'],
  ['permission', 403, 'AccessDenied'],
  ['full', 507, 'XMinioStorageFull'],
  ['region', 400, 'AuthorizationHeaderMalformed'],
  ['clock', 403, 'RequestTimeTooSkewed'],
  ['other', 501, 'NotImplemented'],
])('tells a fault of kind %s when the store answers %i %s, without secrets', async (kind, status, code) => {
  intercept = async (context) => {
    context.status = status;
    context.body = `<Error><Code>${code}</Code><Message>no</Message></Error>`;
  };
  const other = await openStore({ secretAccessKey: 'wrong-secret-word' });
  const error: unknown = await other.put('a', bodyOf('x'), csv).catch((reason) => reason);
  other.close();
  expect(error).toMatchObject({ name: 'ObjectStoreError', kind });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/wrong-secret-word|Signature=/);
});

it('says that it cannot confirm when the key may write but not read', async () => {
  intercept = async (context, next) => {
    if (context.method !== 'HEAD') return next();
    context.status = 403;
  };
  await expect(store.put('a', bodyOf('x'), csv)).rejects.toMatchObject({
    kind: 'permission',
    message: expect.stringContaining('allowed to read'),
  });
});

it('says when nobody listens at the endpoint', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  const other = await openStore({ endpoint: `http://127.0.0.1:${port}` });
  await expect(other.put('a', bodyOf('x'), csv)).rejects.toMatchObject({
    kind: 'network',
    message: 'the store could not be reached (ECONNREFUSED)',
  });
  other.close();
});

it('does not wait for ever for a store that takes a request and says nothing', async () => {
  let connections = 0;
  const silent = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {}).resume();
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const other = await openStore({ endpoint: `http://127.0.0.1:${port}` }, { connectMs: 5000, requestMs: 100 });
  await expect(other.put('a', bodyOf('x'), csv)).rejects.toMatchObject({
    kind: 'network',
    message: 'the store did not respond in time',
  });
  expect(connections).toBe(3);
  other.close();
  silent.close();
});

it.each(['../out', '/etc/out', 'a/../b', 'a\0b', ''])('refuses the key %j everywhere', async (key) => {
  const refusal = { type: 'Validation', message: expect.stringMatching(/^key /) };
  await expect(store.put(key, bodyOf('x'), csv)).rejects.toMatchObject(refusal);
  await expect(store.stat(key)).rejects.toMatchObject(refusal);
  await expect(readAll(key)).rejects.toMatchObject(refusal);
  await expect(store.delete(key)).rejects.toMatchObject(refusal);
  expect(requests).toEqual([]);
});

it('lists by prefix', async () => {
  for (const key of ['day/1 🦊+%', 'day/2', 'other']) await store.put(key, bodyOf(key), csv);
  const found: { key: string; bytes: number }[] = [];
  for await (const object of store.list('day/')) found.push(object);
  expect(found).toEqual([
    { key: 'day/1 🦊+%', bytes: 12 },
    { key: 'day/2', bytes: 5 },
  ]);
});

it('lists page after page, and never takes a broken-off list for a whole one', async () => {
  let lastPage = '<IsTruncated>false</IsTruncated>';
  intercept = async (context) => {
    const isFirst = context.query['continuation-token'] === undefined;
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>';
    context.status = 200;
    context.body = `<ListBucketResult>${isFirst ? more : lastPage}
      <Contents><Key>${isFirst ? 'a' : 'b'}</Key><Size>1</Size></Contents></ListBucketResult>`;
  };
  const listKeys = async (): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of store.list('')) keys.push(key);
    return keys;
  };
  expect(await listKeys()).toEqual(['a', 'b']);
  lastPage = '<IsTruncated>true</IsTruncated>';
  await expect(listKeys()).rejects.toMatchObject({ kind: 'other' });
  lastPage = '<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>';
  await expect(listKeys()).rejects.toMatchObject({ kind: 'other' });
});

it('deletes, and says what is not there', async () => {
  await store.put('a/b', bodyOf('x'), csv);
  await store.delete('a/b');
  await store.delete('a/b');
  expect(await store.stat('a/b')).toBeUndefined();
  await expect(readAll('a/b')).rejects.toMatchObject({ type: 'NotFound' });
});
