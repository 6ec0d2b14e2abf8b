import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AzureStore } from '../../src/platform/objects/azure-store.ts';
import { probeStore } from '../../src/platform/objects/probe-store.ts';

// Against Azurite, Microsoft's own emulator; it comes with `npm ci --prefix .ci/tools --ignore-scripts`.
const azurite = fileURLToPath(new URL('../../.ci/tools/node_modules/azurite/dist/src/blob/main.js', import.meta.url));
const account = 'signalbox';
const accountKey = randomBytes(64).toString('base64');
const MiB = 1024 * 1024;
const csv = { contentType: 'text/csv' };
let folder: string;
let emulator: ChildProcess;
let endpoint: string;
let container: ContainerClient;
let store: AzureStore;

const openStore = (changes: { bucket?: string; accountKey?: string } = {}) =>
  AzureStore.open({ account, accountKey, bucket: 'archive', endpoint, ...changes });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-azurite-'));
  emulator = spawn(
    process.execPath,
    [
      azurite,
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      '0',
      '--location',
      folder,
      '--skipApiVersionCheck',
      '--disableTelemetry',
    ],
    { env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${accountKey}` }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let url: string | undefined;
  if (!emulator.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: emulator.stdout })) {
    url = /listens? (?:at|on) (http:\S+)/.exec(line)?.[1];
    if (url) break;
  }
  endpoint = `${url}/${account}`;
  emulator.stdout.resume();
  const credential = new StorageSharedKeyCredential(account, accountKey);
  container = new ContainerClient(`${endpoint}/archive`, credential);
  await container.create();
  store = await openStore();
});

afterAll(async () => {
  emulator.kill();
  await once(emulator, 'exit');
  await rm(folder, { recursive: true });
});

async function* bodyOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function readObject(key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(key)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

it('stores under the key, emoji and colons included, and replaces what was there', async () => {
  const key = 'Werk 🦊/2017-12-03T00:00:00.000Z/a-b.csv';
  await store.put(key, bodyOf('something longer before'), csv);
  expect(await store.put(key, bodyOf('one,', 'two\n'), csv)).toEqual({ key, bytes: 8, sha256: sha256('one,two\n') });
  expect((await readObject(key)).toString()).toBe('one,two\n');
  expect(await store.stat(key)).toEqual({ bytes: 8 });
  expect((await container.getBlobClient(key).getProperties()).contentType).toBe('text/csv');
});

it('stores an empty object, and a large one in blocks', async () => {
  await store.put('empty', bodyOf(), csv);
  expect(await store.stat('empty')).toEqual({ bytes: 0 });
  const large = randomBytes(9 * MiB + 1);
  const stored = await store.put('large', bodyOf(large.subarray(0, 5 * MiB), large.subarray(5 * MiB)), csv);
  expect(stored).toMatchObject({ bytes: large.byteLength, sha256: sha256(large) });
  expect(sha256(await readObject('large'))).toBe(sha256(large));
  const { committedBlocks } = await container.getBlockBlobClient('large').getBlockList('committed');
  expect(committedBlocks?.map(({ size }) => size)).toEqual([4 * MiB, 4 * MiB, MiB + 1]);
});

it('leaves what was there when the body fails, and when it is stopped', async () => {
  await store.put('kept', bodyOf('before'), csv);
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(5 * MiB);
    throw new Error('the database went away');
  }
  await expect(store.put('kept', failing(), csv)).rejects.toThrow('the database went away');
  const abort = new AbortController();
  async function* hanging(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(5 * MiB);
    abort.abort(new Error('stopping'));
    await new Promise(() => {});
  }
  await expect(store.put('kept', hanging(), { ...csv, signal: abort.signal })).rejects.toThrow('stopping');
  expect((await readObject('kept')).toString()).toBe('before');
});

it('lists by prefix, deletes, and tells an object that is missing', async () => {
  for (const key of ['day/1 🦊+%', 'day/2']) await store.put(key, bodyOf(key), csv);
  const found: { key: string; bytes: number }[] = [];
  for await (const object of store.list('day/')) found.push(object);
  expect(found).toEqual([
    { key: 'day/1 🦊+%', bytes: 12 },
    { key: 'day/2', bytes: 5 },
  ]);
  await store.delete('day/2');
  await store.delete('day/2');
  expect(await store.stat('day/2')).toBeUndefined();
  await expect(readObject('day/2')).rejects.toMatchObject({ type: 'NotFound' });
});

it.each([
  ['bucket', { bucket: 'no-such-container' }],
  ['credentials', { accountKey: randomBytes(64).toString('base64') }],
])('tells a fault of kind %s', async (kind, changes) => {
  const other = await openStore(changes);
  await expect(other.put('a', bodyOf('x'), csv)).rejects.toMatchObject({ name: 'ObjectStoreError', kind });
  await expect(other.stat('a')).rejects.toMatchObject({ name: 'ObjectStoreError' });
  expect(await probeStore(other)).toMatchObject({ success: false, steps: [{ step: 'write', success: false }] });
});

it('is found usable by the probe, which leaves nothing behind', async () => {
  expect(await probeStore(store, { directory: '/probe/' })).toMatchObject({ success: true });
  for await (const { key } of store.list('probe/')) expect.fail(`${key} was left behind`);
});
