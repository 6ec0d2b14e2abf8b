// Files that are written, moved and deleted start workflows (workflows.md, "2. Triggers").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { sendUpload, uploadFile } from '../support/files.ts';
import { sharedServer } from '../support/shared-server.ts';

let client: Client;
let applicationId: string;

beforeAll(async () => {
  ({ client } = await logIn(await sharedServer()));
  applicationId = (await client.applications.post({ application: { name: 'Files that start workflows' } })).id;
});

/** A workflow that keeps what each of its runs was told, by the path and what became of it. */
async function listen(key: string, config: object): Promise<() => Promise<Record<string, unknown>>> {
  const keyName = '{{triggerId}} {{data.action}} {{data.file.id}}';
  const flow = {
    name: `Listens to ${key}`,
    triggers: [{ type: 'appFile', key, config, meta: {}, outputIds: [['keep']] }],
    nodes: [{ id: 'keep', type: 'StoreValueNode', config: { keyName, valueType: 'path', value: 'data' }, meta: {} }],
  };
  const { flowId } = await client.flows.post({ applicationId, flow });
  return () => client.flow.getStorageEntries({ applicationId, flowId });
}
const all = { create: true, update: true, delete: true };
const put = (path: string, content: string) => uploadFile(client, { applicationId, path, content });

it('fires for files of a tree as they come, change, move and go', async () => {
  const readTree = await listen('/plans/', all);
  const readOne = await listen('plans/a.txt', { ...all, update: false });
  const readNothing = await listen('/plans/a.txt', { public: true });
  const file = await put('plans/a.txt', 'one');
  await put('elsewhere/a.txt', 'not told');
  const { upload } = await client.file.patch({ applicationId, fileId: file.id });
  await sendUpload(upload, 'three');
  const inner = await put('plans/inner/b.txt', 'b');
  const directory = (await client.files.get({ applicationId, directory: 'plans', type: 'directory' })).items[0];
  await client.file.move({ applicationId, fileId: directory.id, name: 'outer' });
  await client.file.delete({ applicationId, fileId: file.id });
  // A file whose content has not come, and one without content, are not there for workflows.
  await client.files.post({ applicationId, file: { name: 'pending.txt', parentDirectory: 'plans', type: 'file' } });
  await client.file.delete({ applicationId, fileId: directory.id });
  const expected = [
    `/plans/a.txt create ${file.id}`,
    `/plans/a.txt delete ${file.id}`,
    `/plans/a.txt update ${file.id}`,
    `/plans/inner/b.txt create ${inner.id}`,
    `/plans/inner/b.txt delete ${inner.id}`,
    `/plans/outer/b.txt create ${inner.id}`,
    `/plans/outer/b.txt delete ${inner.id}`,
  ];
  await expect.poll(async () => Object.keys(await readTree()).sort(), { timeout: 50_000 }).toEqual(expected);
  await expect.poll(async () => Object.keys(await readOne()).sort()).toEqual(expected.slice(0, 2));
  const told = (await readTree())[`/plans/outer/b.txt create ${inner.id}`];
  expect(told).toMatchObject({
    action: 'create',
    file: { id: inner.id, name: 'b.txt', parentDirectory: '/plans/outer/', status: 'completed', fileSize: 1 },
  });
  expect(await readNothing()).toEqual({});
});

it('makes a workflow that writes files a link of its chain', async () => {
  const config = { fileName: '{{data.file.name}}x', parentDirectory: '/loop', fileContents: 'x' };
  const flow = {
    name: 'Writes what starts it',
    triggers: [{ type: 'appFile', key: '/loop/', config: { create: true }, meta: {}, outputIds: [['count']] }],
    nodes: [
      {
        id: 'count',
        type: 'StoreValueNode',
        config: { keyName: 'runs', valueType: 'incr', value: '1', resultPath: 'runs' },
        meta: {},
        outputIds: [['write']],
      },
      {
        id: 'write',
        type: 'FileCreateNode',
        config: {
          fileNameTemplate: config.fileName,
          parentDirectoryTemplate: config.parentDirectory,
          fileContentsTemplate: config.fileContents,
        },
        meta: {},
        outputIds: [['end']],
      },
      {
        id: 'end',
        type: 'StoreValueNode',
        config: { keyName: 'relay {{relayType}}', valueType: 'incr', value: '1' },
        meta: {},
      },
    ],
  };
  const { flowId } = await client.flows.post({ applicationId, flow });
  await put('loop/a', 'x');
  // The first, and twenty that follow from each other.
  const read = () => client.flow.getStorageEntries({ applicationId, flowId });
  await expect.poll(async () => (await read())['relay flow'], { timeout: 50_000 }).toBe(20);
  expect(await read()).toMatchObject({ runs: 21, 'relay user': 1, 'relay flow': 20 });
});
