import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalStore } from './local-store.ts';
import type { ObjectStore } from './object-store.ts';
import { probeStore } from './probe-store.ts';
import { S3Store } from './s3-store.ts';

let folder: string;
let server: Server;
let endpoint: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-probe-'));
  server = createServer((request, response) => {
    request.resume().once('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function refuse(status: number, code: string, more = '') {
  return (request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    const body = `<Error><Code>${code}</Code><Message>no</Message>${more}</Error>`;
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

async function probe(changes: { endpoint?: string } = {}, stepMs?: number) {
  const target = { bucket: 'archive', region: 'us-east-1', accessKeyId: 'AKIA', secretAccessKey: 'secret-word' };
  const store = await S3Store.open({ ...target, endpoint, ...changes });
  const result = await probeStore(store, stepMs === undefined ? {} : { stepMs });
  store.close();
  expect(JSON.stringify(result)).not.toContain('secret-word');
  return result;
}

it('writes, reads and removes an object of its own, and leaves nothing behind', async () => {
  const result = await probeStore(new LocalStore({ folder }), { directory: '/plant//one/' });
  expect(result).toEqual({
    success: true,
    message: 'The archive can be used.',
    steps: [
      { step: 'write', success: true, message: 'An object was written and confirmed.' },
      { step: 'read', success: true, message: 'It was read back as it was written.' },
      { step: 'remove', success: true, message: 'It was removed.' },
    ],
  });
  expect(await readdir(join(folder, 'plant', 'one'))).toEqual([]);
});

it.each([
  ['credentials', refuse(403, 'InvalidAccessKeyId'), /does not accept the access key.*whether they are whole/],
  ['credentials', refuse(403, 'SignatureDoesNotMatch'), /does not accept the access key/],
  ['bucket', refuse(404, 'NoSuchBucket'), /bucket archive was not found.*Check the name/],
  [
    'region',
    refuse(400, 'AuthorizationHeaderMalformed', '<Region>eu-west-1</Region>'),
    /bucket archive is in the region eu-west-1.*Give the region/,
  ],
  ['permission', refuse(403, 'AccessDenied'), /may not use the bucket.*allowed to write, read, list and delete/],
  ['clock', refuse(403, 'RequestTimeTooSkewed'), /clock differs.*Set the clock/],
  ['full', refuse(507, 'XMinioStorageFull'), /no space left.*Make room/],
])('says what is wrong with the %s', async (_, refusal, message) => {
  answer = refusal;
  const result = await probe();
  expect(result).toMatchObject({ success: false, steps: [{ step: 'write', success: false }] });
  expect(result.message).toMatch(/^The archive cannot write: /);
  expect(result.message).toMatch(message);
});

it.each([
  ['a host name that is not known', 'http://no-such-host.invalid', /host name is not known.*Check the endpoint/],
  ['a port on which nobody listens', 'http://127.0.0.1:1', /could not be reached \(ECONNREFUSED\)/],
])('says what is wrong with the network: %s', async (_, wrong, message) => {
  expect((await probe({ endpoint: wrong })).message).toMatch(message);
});

it('does not wait long for a store that takes a request and says nothing', async () => {
  answer = () => {};
  expect((await probe({}, 200)).message).toMatch(/did not answer within 1 seconds?\. Check the endpoint/);
});

it('says when it may write but not read, and still takes away what it wrote', async () => {
  const asked: string[] = [];
  answer = (request, response) => {
    asked.push(request.method ?? '');
    if (request.method === 'PUT') response.writeHead(200, { etag: '"x"' }).end();
    else if (request.method === 'DELETE') response.writeHead(204).end();
    else response.writeHead(403).end();
  };
  expect((await probe()).message).toMatch(/must be allowed to read from the bucket/);
  expect(asked.at(-1)).toBe('DELETE');
});

it('says when it may not remove', async () => {
  class Kept extends LocalStore {
    override async delete(): Promise<void> {}
  }
  const store: ObjectStore = new Kept({ folder: join(folder, 'kept') });
  expect(await probeStore(store)).toMatchObject({
    success: false,
    message: expect.stringContaining('The archive cannot remove: the object is still there'),
    steps: [{ success: true }, { success: true }, { step: 'remove', success: false }],
  });
});

it('says when a file is where the folder should be', async () => {
  const path = join(folder, 'a-file');
  await writeFile(path, '');
  expect((await probeStore(new LocalStore({ folder: path }))).message).toMatch(/^The archive cannot write: /);
});

it('says when the disk is full', async () => {
  const local = fileURLToPath(new URL('./local-store.ts', import.meta.url));
  const probing = fileURLToPath(new URL('./probe-store.ts', import.meta.url));
  const program = `
    import { LocalStore } from ${JSON.stringify(local)};
    import { probeStore } from ${JSON.stringify(probing)};
    const { message } = await probeStore(new LocalStore({ folder: ${JSON.stringify(join(folder, 'full'))} }));
    console.log(message);`;
  // Files may have no byte: writing fails as it does on a disk without space.
  const script = 'trap "" XFSZ; ulimit -f 0; exec "$0" --input-type=module -e "$1" | cat';
  const output = execFileSync('bash', ['-c', script, process.execPath, program]).toString();
  expect(output).toMatch(/^The archive cannot write: the archive folder has no space left\. Make room/);
});
