// What the engine rests on: storage under concurrency, and what fires (workflows.md, "1. The flow resource").
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FlowRef, type WorkflowsApi, workflowsFeature } from '../../src/features/workflows/index.ts';
import { type ExactNumber, parseJson } from '../../src/kernel/json-text.ts';
import { type Client, logIn } from '../support/api.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let client: Client;
let workflows: WorkflowsApi;
let applicationId: string;
let applicationRowId: number;

beforeAll(async () => {
  server = await startTestApp({});
  ({ client } = await logIn(server));
  workflows = server.app.api(workflowsFeature);
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const [row] = await server.app.platform.database.query<{ key: number }>({
    sql: `select application_row_id as key from application where id = '${applicationId}'`,
  });
  applicationRowId = row?.key ?? 0;
});
afterAll(() => server.end());

async function make(flow: object = {}): Promise<FlowRef> {
  const { id } = await client.flows.post({ applicationId, flow: { name: 'Flow', ...flow } });
  const found = await workflows.lookup.load(applicationRowId, id);
  expect(found).toBeDefined();
  return found as FlowRef;
}

it('adds numbers atomically, however many runs do so at once', async () => {
  const flow = await make();
  const sums = await Promise.all(Array.from({ length: 60 }, () => workflows.storage.increment(flow, 'count', 2)));
  expect(new Set(sums).size).toBe(60);
  expect(await workflows.storage.get(flow, 'count')).toBe(120);
  expect(await workflows.storage.set(flow, 'count', 'text')).toBe(120);
  await expect(workflows.storage.increment(flow, 'count', 1)).rejects.toThrow('is no number');
});

it('adds integers that no double holds to the last digit, and refuses sums that would lose some', async () => {
  const flow = await make();
  const id = '9007199254740993';
  const { storage } = workflows;
  await storage.set(flow, 'n', parseJson(id));
  expect(JSON.stringify(await storage.increment(flow, 'n', 10))).toBe('9007199254741003');
  expect(JSON.stringify(await storage.increment(flow, 'n', parseJson(id) as ExactNumber))).toBe('18014398509481996');
  expect(JSON.stringify(await storage.get(flow, 'n'))).toBe('18014398509481996');
  await storage.set(flow, 'n', parseJson(id));
  await expect(storage.increment(flow, 'n', 0.5)).rejects.toThrow('would lose digits');
  expect(JSON.stringify(await storage.get(flow, 'n'))).toBe(id);
  await storage.set(flow, 'n', 1e308);
  await expect(storage.increment(flow, 'n', 1e308)).rejects.toThrow('no finite number');
});

it('decides on what others have stored meanwhile, although it remembers what it has stored itself', async () => {
  const flow = await make();
  const { database } = server.app.platform;
  const many = (count: number) =>
    Promise.all(Array.from({ length: count }, () => workflows.storage.increment(flow, 'count', 1)));
  await many(20);
  // Nobody here hears of it: as long, longer, gone.
  const elsewhere = (change: string) => database.query({ sql: `${change} where flow_row_id = ${flow.flowRowId}` });
  await elsewhere(`update flow_storage_entry set value = '50'`);
  expect((await many(3)).toSorted()).toEqual([51, 52, 53]);
  await elsewhere(`update flow_storage_entry set value = '"text"'`);
  await expect(workflows.storage.increment(flow, 'count', 1)).rejects.toThrow('is no number');
  await elsewhere('delete from flow_storage_entry');
  expect((await many(2)).toSorted()).toEqual([1, 2]);
  expect(await many(1)).toEqual([3]);
  expect(await workflows.storage.readAll(flow)).toEqual({ count: 3 });
  await client.flow.delete({ applicationId, flowId: flow.flowId });
  await expect(workflows.storage.increment(flow, 'count', 1)).rejects.toThrow();
});

it('makes many changes together, each as if it were alone, whatever is wrong with one of them', async () => {
  const [one, other, gone] = [await make(), await make(), await make()];
  await workflows.storage.set(one, 'text', 'a');
  await client.flow.delete({ applicationId, flowId: gone.flowId });
  const many = Array.from({ length: 40 }, (_, index) => [
    workflows.storage.increment(one, 'count', 1),
    workflows.storage.set(other, `key ${index % 20}`, index),
    workflows.storage.increment(one, 'text', 1),
    workflows.storage.set(other, `key ${index % 20}`, index < 20 ? undefined : { index }),
  ]).flat();
  const settled = await Promise.allSettled([...many, workflows.storage.set(other, 'large', 'x'.repeat(20_000))]);
  const failed = settled.filter(({ status }) => status === 'rejected');
  expect(failed).toHaveLength(41);
  expect(await workflows.storage.readAll(one)).toEqual({ count: 40, text: 'a' });
  const expected = Array.from({ length: 20 }, (_, index) => [`key ${index}`, { index: index + 20 }]);
  expect(await workflows.storage.readAll(other)).toEqual(Object.fromEntries(expected));
  const metadata = await client.flow.getStorageEntriesMetadata({ applicationId, flowId: other.flowId });
  const bytes = expected.reduce((sum, [key, value]) => sum + String(key).length + JSON.stringify(value).length, 0);
  expect(metadata).toMatchObject({ keysCount: 20, memoryUsed: bytes });

  // One of a workflow that is gone takes none of the others with it; and what somebody else makes meanwhile is decided upon.
  const results = await Promise.allSettled([
    workflows.storage.set(gone, 'late', 1),
    ...Array.from({ length: 10 }, () => workflows.storage.increment(one, 'fresh', 1)),
    client.flow.setStorageEntry({ applicationId, flowId: one.flowId, entry: { key: 'fresh', value: 100 } }),
    ...Array.from({ length: 10 }, () => workflows.storage.increment(one, 'count', 1)),
  ]);
  expect(results.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1);
  expect(await workflows.storage.get(one, 'count')).toBe(50);
  expect([10, ...Array.from({ length: 11 }, (_, index) => 100 + index)]).toContain(
    await workflows.storage.get(one, 'fresh'),
  );
});

it('keeps the state of nodes apart, changes it atomically, and forgets it when the storage is cleared', async () => {
  const flow = await make();
  const key = `node ${'x'.repeat(5000)}`;
  const add = () => workflows.storage.changeState<number>(flow, key, (state = 0) => state + 1);
  await Promise.all(Array.from({ length: 20 }, add));
  expect(await add()).toBe(21);
  expect(await workflows.storage.readAll(flow)).toEqual({});
  await workflows.storage.clear(flow);
  expect(await add()).toBe(1);
  expect(await workflows.storage.changeState(flow, key, () => undefined)).toBeUndefined();
  expect(await add()).toBe(1);
});

it('bounds entries in number and bytes, and stores nothing of a workflow that is gone', async () => {
  const flow = await make();
  const { database } = server.app.platform;
  const fill = (entries: number, bytes: number) =>
    database.query({
      sql: `insert into flow_storage_size (flow_row_id, entries, entry_bytes) values (${flow.flowRowId}, ${entries}, ${bytes})
        on conflict (flow_row_id) do update set entries = excluded.entries, entry_bytes = excluded.entry_bytes returning entries`,
    });
  await fill(10_000, 0);
  await expect(workflows.storage.set(flow, 'one more', 1)).rejects.toThrow('more than 10000 entries');
  await fill(0, 16 * 1024 * 1024);
  await expect(workflows.storage.set(flow, 'large', 1)).rejects.toThrow('larger than 16 MiB');
  expect(await workflows.storage.readAll(flow)).toEqual({});
  await client.flow.delete({ applicationId, flowId: flow.flowId });
  await expect(workflows.storage.set(flow, 'late', 1)).rejects.toThrow('was not found');
});

it('says what fires: of enabled workflows, in the default version or the one that is asked for, at once after a change', async () => {
  const webhook = await client.webhooks.post({ applicationId, webhook: { name: 'Hook' } });
  const triggers = [{ type: 'webhook', key: webhook.id, meta: { uiId: 'u' } }];
  const { flowId } = await make({ name: 'Hooked', triggers, globals: [{ key: 'limit', json: '75' }] });
  const fires = async (version?: string) =>
    (await workflows.lookup.fires(applicationRowId, 'webhook', webhook.id, version)).map((one) => one.version);
  expect(await fires()).toEqual(['develop']);
  expect(workflows.lookup.peek(applicationRowId)?.find('webhook', webhook.id)).toMatchObject([
    { flowId, flowName: 'Hooked', index: 0, uiId: 'u', isDefault: true },
  ]);
  const version = await client.flowVersions.post({ applicationId, flowId, flowVersion: { version: 'v1', triggers } });
  expect([await fires(), await fires('v1'), await fires('v2')]).toEqual([['develop'], ['v1'], []]);
  await client.flow.patch({ applicationId, flowId, flow: { defaultVersionId: version.id } });
  expect([await fires(), await fires('develop')]).toEqual([['v1'], ['develop']]);
  expect(await workflows.lookup.load(applicationRowId, flowId)).toMatchObject({ version: 'v1', globals: {} });
  expect(await workflows.lookup.load(applicationRowId, flowId, 'develop')).toMatchObject({ globals: { limit: 75 } });
  await client.application.patch({
    applicationId,
    application: {
      globals: [
        { key: 'limit', json: '1' },
        { key: 'x', json: '2' },
      ],
    },
  });
  const develop = await workflows.lookup.load(applicationRowId, flowId, 'develop');
  expect(develop?.globals).toEqual({ limit: 75, x: 2 });
  await client.flowVersion.patch({ applicationId, flowId, flowVersionId: 'v1', flowVersion: { enabled: false } });
  expect([await fires(), await fires('v1')]).toEqual([[], []]);
  expect(await workflows.lookup.load(applicationRowId, flowId)).toBeUndefined();
  await client.flow.patch({ applicationId, flowId, flow: { defaultVersionId: null } });
  expect(await fires()).toEqual(['develop']);
  await client.flow.patch({ applicationId, flowId, flow: { enabled: false } });
  expect(await fires()).toEqual([]);
});

it('does not put a timer off when something else is saved', async () => {
  const timer = { type: 'timer', config: { seconds: 3600 } };
  const { flowId } = await make({ triggers: [timer] });
  const armed = async () =>
    (await workflows.lookup.triggers(applicationRowId)).ofType('timer').find((one) => one.flowId === flowId);
  const first = await armed();
  const { triggers } = await client.flow.get({ applicationId, flowId });
  await client.flow.patch({ applicationId, flowId, flow: { triggers, nodes: [{ id: 'n', type: 'DebugNode' }] } });
  expect((await armed())?.armedAt).toBe(first?.armedAt);
  const faster = [{ ...triggers[0], config: { seconds: 60 } }];
  await client.flow.patch({ applicationId, flowId, flow: { triggers: faster } });
  expect((await armed())?.armedAt).toBeGreaterThan(first?.armedAt ?? 0);
});
