// Workflows as people make, change and delete them (workflows.md, "1. The flow resource", "9. Save-time checks", "6. Custom nodes").
import { beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Workflows' } })).id;
});

/** A flow as exports have them: a button and a timer that lead to a debug node. */
const plain = () => ({
  name: 'Plain',
  description: 'Says hello',
  triggers: [
    {
      type: 'virtualButton',
      config: {},
      meta: { label: 'Press', uiId: 'b1', payload: '{"a": 1}' },
      outputIds: [['n1']],
    },
    { type: 'timer', config: { seconds: 60 }, meta: { label: 'Timer', uiId: 't1' }, outputIds: [['n1']] },
  ],
  nodes: [
    {
      id: 'n1',
      type: 'DebugNode',
      config: { message: 'hi {{data.a}}' },
      meta: { label: 'Say', x: 20, y: 60 },
      outputIds: [[]],
    },
  ],
  globals: [{ key: 'limit', json: '75' }],
});

const make = (flow: object = {}) => client.flows.post({ applicationId, flow: { ...plain(), ...flow } });
const path = (rest: string) => `/applications/${applicationId}/flows${rest}`;

interface Details {
  readonly type: string;
  readonly message: string;
  readonly details?: readonly {
    readonly nodeId?: string;
    readonly label?: string;
    readonly key?: string;
    readonly message: string;
  }[];
}
/** What is said of a flow that cannot be saved. */
async function refusalOf(flow: object): Promise<Details> {
  const { status, body } = await call(server, 'POST', path(''), { token, body: { ...plain(), ...flow } });
  expect(status, JSON.stringify(body)).toBe(400);
  return body as unknown as Details;
}

it('is made, read, listed, changed and deleted by the official client', async () => {
  const made = await make();
  expectSchema('flow', made);
  expect(made).toMatchObject({ ...plain(), flowClass: 'cloud', enabled: true, flowId: made.id, applicationId });
  expect(made.triggers.map(({ key }: { key: string }) => key)).toEqual([
    expect.stringMatching(new RegExp(`^${made.id}-[\\w-]{21}$`)),
    expect.stringMatching(new RegExp(`^${made.id}-[\\w-]{21}$`)),
  ]);
  expect(made.stats).toEqual({ runCount: 0, errorCount: 0, byVersion: {} });

  const page = await client.flows.get({ applicationId });
  expectSchema('flows', page);
  expect(page.items.map(({ id }: { id: string }) => id)).toContain(made.id);
  expect(page).toMatchObject({ flowClass: 'cloud', perPage: 1000 });

  const changed = await client.flow.patch({
    applicationId,
    flowId: made.id,
    flow: { name: 'Renamed', enabled: false, runtime: { concurrency: 'serial', timeoutSeconds: 90 } },
  });
  expectSchema('flow', changed);
  expect(changed).toMatchObject({ name: 'Renamed', enabled: false, triggers: made.triggers, nodes: made.nodes });
  expect(changed.runtime).toEqual({ concurrency: 'serial', timeoutSeconds: 90 });
  expect(await client.flow.get({ applicationId, flowId: made.id })).toEqual(changed);

  expect(await client.flow.delete({ applicationId, flowId: made.id })).toEqual({ success: true });
  expect(await failureOf(client.flow.get({ applicationId, flowId: made.id }))).toMatchObject({ statusCode: 404 });
});

it('keeps unknown types, config and meta as they were sent, in their order, and makes missing ids', async () => {
  const strange = {
    triggers: [{ type: 'quantumFlux', key: 'x', config: { zeta: 1, alpha: { deep: [null] } }, outputIds: [['a']] }],
    nodes: [
      {
        id: 'a',
        type: 'TeleportNode',
        config: { zTemplate: '{{', b: true },
        meta: { anything: { goes: [1] } },
        outputIds: [],
      },
      { type: 'DebugNode', config: {}, outputIds: [[]] },
    ],
  };
  const made = await make(strange);
  expect(JSON.stringify(made.triggers)).toBe(JSON.stringify(strange.triggers));
  expect(made.nodes[0]).toEqual(strange.nodes[0]);
  expect(made.nodes[1].id).toMatch(/^[\w-]{10}$/);
});

it('makes the keys of copies anew, and those of errors by their scope', async () => {
  const made = await make();
  const copy = await make({ triggers: made.triggers });
  for (const [index, { key }] of copy.triggers.entries()) {
    expect(key.startsWith(`${copy.id}-`)).toBe(true);
    expect(key).not.toBe(made.triggers[index].key);
  }
  const errors = await make({
    triggers: [
      { type: 'flowError', config: { scope: 'local' } },
      { type: 'flowError', config: { scope: 'global' } },
    ],
    nodes: [],
  });
  expect(errors.triggers.map(({ key }: { key: string }) => key)).toEqual([
    `${errors.id}-flowError`,
    `${applicationId}-global-flowError`,
  ]);
});

it('refuses a change of what somebody else has changed since, with If-Match', async () => {
  const made = await make();
  const patch = async (ifMatch: string, body: object) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'if-match': ifMatch,
    };
    const url = `${server.http}${path(`/${made.id}`)}`;
    const response = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as object };
  };
  const read = await fetch(`${server.http}${path(`/${made.id}`)}`, { headers: { authorization: `Bearer ${token}` } });
  const tag = read.headers.get('etag') ?? '';
  expect(tag).toBe(`"${made.lastUpdated}"`);
  expect((await patch(tag, { description: 'first' })).status).toBe(200);
  expect(await patch(tag, { description: 'second' })).toMatchObject({
    status: 412,
    body: { type: 'PreconditionFailed' },
  });
  expect((await patch('*', { description: 'third' })).status).toBe(200);
  expect((await client.flow.get({ applicationId, flowId: made.id })).description).toBe('third');
});

it('narrows lists by class, name, trigger and advanced queries', async () => {
  const webhook = await client.webhooks.post({ applicationId, webhook: { name: 'Hook' } });
  const hooked = await make({ name: 'Hooked', triggers: [{ type: 'webhook', key: webhook.id, outputIds: [['n1']] }] });
  const names = async (query: object) =>
    (await client.flows.get({ applicationId, ...query })).items.map(({ name }: { name: string }) => name);
  expect(await names({ triggerFilter: JSON.stringify([{ type: 'webhook', key: webhook.id }]) })).toEqual(['Hooked']);
  expect(await names({ triggerFilter: JSON.stringify([{ key: 'no such' }]) })).toEqual([]);
  expect(await names({ filterField: 'name', filter: 'hook*' })).toEqual(['Hooked']);
  expect(await names({ query: { triggers: { type: 'webhook', key: webhook.id } } })).toEqual(['Hooked']);
  expect(
    await names({ query: { nodes: { type: 'DebugNode', config: { message: 'hi {{data.a}}' } }, name: 'Hooked' } }),
  ).toEqual(['Hooked']);
  expect(await names({ flowClass: 'edge' })).toEqual([]);

  // A version is asked when it is the default.
  const version = await client.flowVersions.post({
    applicationId,
    flowId: hooked.id,
    flowVersion: { version: 'empty' },
  });
  await client.flow.patch({ applicationId, flowId: hooked.id, flow: { defaultVersionId: version.id } });
  expect(await names({ triggerFilter: JSON.stringify([{ type: 'webhook', key: webhook.id }]) })).toEqual([]);

  await client.webhook.delete({ applicationId, webhookId: webhook.id, includeWorkflows: true });
  expect(await failureOf(client.flow.get({ applicationId, flowId: hooked.id }))).toMatchObject({ statusCode: 404 });
});

it('has versions that stay as they are, by id and by name', async () => {
  const { id: flowId } = await make({ name: 'Versioned' });
  const post = (flowVersion: object, options: object = {}) =>
    client.flowVersions.post({ applicationId, flowId, flowVersion, ...options });
  const { name: _name, description: _description, ...body } = plain();
  const made = await post({ version: 'v1', notes: 'first', ...body });
  expectSchema('flowVersion', { ...made, flowClass: 'cloud' });
  expect(made).toMatchObject({ version: 'v1', notes: 'first', enabled: true, flowId, nodes: body.nodes });
  expect(await client.flowVersion.get({ applicationId, flowId, flowVersionId: 'v1' })).toEqual(made);
  expect(await client.flowVersion.get({ applicationId, flowId, flowVersionId: made.id })).toEqual(made);

  expect(await failureOf(post({ version: 'v1' }))).toMatchObject({ statusCode: 400 });
  for (const version of ['develop', 'default']) {
    expect(await failureOf(post({ version }))).toMatchObject({ statusCode: 400 });
  }
  const replaced = await post({ version: 'v1' }, { allowReplacement: true });
  expect(replaced).toMatchObject({ id: made.id, nodes: [], triggers: [], notes: '' });

  const patched = await client.flowVersion.patch({
    applicationId,
    flowId,
    flowVersionId: 'v1',
    flowVersion: { notes: 'off', enabled: false },
  });
  expect(patched).toMatchObject({ notes: 'off', enabled: false });

  await client.flow.patch({ applicationId, flowId, flow: { defaultVersionId: made.id } });
  expect(await failureOf(client.flowVersion.delete({ applicationId, flowId, flowVersionId: 'v1' }))).toMatchObject({
    statusCode: 400,
  });
  await post({ version: 'v2' });
  await post({ version: 'v3' });
  const page = await client.flowVersions.get({ applicationId, flowId });
  expect(page.items.map(({ version }: { version: string }) => version)).toEqual(['v1', 'v2', 'v3']);
  const byVersion = await client.flows.getByVersion({ applicationId, version: 'v2' });
  expect(byVersion.items).toMatchObject([{ flowId, version: 'v2' }]);
  const deleted = await client.flowVersions.delete({
    applicationId,
    flowId,
    options: { query: { version: { $in: ['v1', 'v2'] } } },
  });
  expectSchema('bulkDeleteResponse', deleted);
  expect(deleted).toEqual({ removed: 1, failed: 1 });
  await client.flowVersion.delete({ applicationId, flowId, flowVersionId: 'v3' });
  expect((await client.flowVersions.get({ applicationId, flowId })).items).toHaveLength(1);
});

it('says everything that keeps it from being saved at once, with node, label and key', async () => {
  const refusal = await refusalOf({
    triggers: [
      { type: 'timer', config: { cron: 'every day' }, meta: { label: 'Clock' }, outputIds: [['nowhere']] },
      { type: 'virtualButton', meta: { payload: '{' }, outputIds: [[]] },
    ],
    nodes: [
      {
        id: 'a',
        type: 'ConditionalNode',
        config: { expression: '1 +' },
        meta: { label: 'Is hot' },
        outputIds: [['b'], []],
      },
      { id: 'b', type: 'DebugNode', config: { message: '{{#if x}}', property: '__proto__' }, outputIds: [['a']] },
      { id: 'c', type: 'CustomNodeCapNode', config: {}, outputIds: [] },
      { id: 'd', type: 'RawFunctionNode', config: { script: 'let a = 1;\nreturn a +;' }, meta: { label: 'Add' } },
      { id: 'c', type: 'CustomNodeExecuteNode', config: { customNodeId: '0'.repeat(24) }, outputIds: [['c']] },
    ],
    globals: [{ key: 'g', json: '{' }],
  });
  const messages = (refusal.details ?? []).map(({ message }) => message).join('\n');
  expect(refusal.message).toContain('more: see details');
  for (const words of [
    'nowhere, which is no node',
    'must be valid JSON',
    'cron has 2 parts',
    'expression is no valid expression',
    'message is no valid template',
    'property is no valid path',
    'Add (d): script is no valid JavaScript: line 2, column 11: Unexpected token',
    'has the id of another node',
    'closes a circle',
    'wired to itself',
    'can only be in a custom node',
    'must be a custom node of the application',
    'Global g must be valid JSON',
  ]) {
    expect(messages).toContain(words);
  }
  expect(refusal.details).toContainEqual(
    expect.objectContaining({ nodeId: 'a', label: 'Is hot', key: 'expression', type: 'ConditionalNode' }),
  );
  expect(refusal.details).toContainEqual(
    expect.objectContaining({ nodeId: 'd', label: 'Add', key: 'script', field: 'nodes[3].config.script' }),
  );
});

it('says of a definition what would keep it from being saved, and changes nothing', async () => {
  const { flowId, lastUpdated } = await make();
  const check = (body: object, id = flowId) => call(server, 'POST', path(`/${id}/check`), { token, body });
  const nodes = [{ id: 'n1', type: 'ConditionalNode', config: { expression: '1 +' }, outputIds: [[], []] }];
  expect(await check({ nodes })).toMatchObject({
    status: 200,
    body: {
      problems: [{ nodeId: 'n1', key: 'expression', field: 'nodes[0].config.expression' }],
      _type: 'flowProblems',
    },
  });
  // What is left out is as it is stored: here the wires of the triggers.
  expect((await check({ nodes: [] })).body.problems).toMatchObject([{ trigger: 0 }, { trigger: 1 }]);
  expect((await check({})).body.problems).toEqual([]);
  expect(await check({ nodes: [{ type: 5 }] })).toMatchObject({ status: 400, body: { field: 'nodes[0].type' } });
  expect((await check({ customNodeConfig: { outputCount: 1 } })).status).toBe(400);
  expect((await check({}, '0'.repeat(24))).status).toBe(404);
  expect(await client.flow.get({ applicationId, flowId })).toMatchObject({ lastUpdated, nodes: plain().nodes });
});

it.each([
  [
    'a wire into a loop',
    [
      { id: 'l', type: 'LoopNode', outputIds: [[], []] },
      { id: 'x', type: 'DebugNode', meta: { groupId: 'l' } },
      { id: 'y', type: 'DebugNode', outputIds: [['x']] },
    ],
    'across the border of a loop',
  ],
  [
    'a wire out of a loop',
    [
      { id: 'l', type: 'LoopNode', outputIds: [[], ['x']] },
      { id: 'x', type: 'DebugNode', meta: { groupId: 'l' }, outputIds: [['y']] },
      { id: 'y', type: 'DebugNode' },
    ],
    'across the border of a loop',
  ],
  [
    'a cap without a loop',
    [{ id: 'c', type: 'LoopCapNode', config: { loopNodeId: 'l' } }],
    'ends a turn of a loop but is in none',
  ],
  [
    'a cap of another loop',
    [
      { id: 'l', type: 'LoopNode', outputIds: [[], ['c']] },
      { id: 'c', type: 'LoopCapNode', config: { loopNodeId: 'm' }, meta: { groupId: 'l' } },
    ],
    'must name the loop that it is in',
  ],
])('refuses %s', async (_what, nodes, words) => {
  const { details } = await refusalOf({ triggers: [], nodes });
  expect((details ?? []).map(({ message }) => message).join('\n')).toContain(words);
});

it.each([
  ['customNodeStart', 'cloud'],
  ['deviceTag', 'experience'],
  ['onBoot', 'cloud'],
  ['timer', 'customNode'],
])('refuses a trigger %s in the class %s', async (type, flowClass) => {
  const { details } = await refusalOf({
    flowClass,
    nodes: [],
    triggers: [{ type, key: 'a/b', config: { seconds: 5 } }],
  });
  expect((details ?? []).map(({ message }) => message).join('\n')).toContain(
    `cannot be in a workflow of class ${flowClass}`,
  );
});

it('has custom nodes that are checked, counted, and not deleted while others use them', async () => {
  const custom = await client.flows.post({
    applicationId,
    flow: {
      name: 'Convert',
      flowClass: 'customNode',
      nodes: [{ id: 'end', type: 'CustomNodeCapNode', config: { resultSourcePath: 'data.x' } }],
    },
  });
  expectSchema('flow', custom);
  expect(custom).toMatchObject({
    customNodeUseCount: 0,
    customNodeSupports: ['cloud'],
    customNodeConfig: { outputCount: 1 },
  });
  expect(custom.triggers).toMatchObject([{ type: 'customNodeStart', key: 'customNodeStart' }]);
  expect(
    await failureOf(client.flows.post({ applicationId, flow: { name: 'Convert', flowClass: 'customNode' } })),
  ).toMatchObject({
    statusCode: 409,
  });
  const config = {
    outputCount: 1,
    resultMode: 'optional',
    fields: [{ type: 'stringTemplate', id: 'in', label: 'In', required: true }],
  };
  const start = custom.triggers;
  const version = await client.flowVersions.post({
    applicationId,
    flowId: custom.id,
    flowVersion: { version: '1.0', customNodeConfig: config, triggers: start },
  });
  expect(version.customNodeConfig).toEqual(config);

  const uses = (customNodeVersion: string, value = '{{data.a}}') => ({
    nodes: [
      {
        id: 'n1',
        type: 'CustomNodeExecuteNode',
        config: {
          customNodeId: custom.id,
          customNodeVersion,
          fields: [{ id: 'in', value }],
          resultPath: 'working.out',
        },
        outputIds: [[]],
      },
    ],
  });
  const user = await make({ name: 'User', ...uses('1.0') });
  expect((await refusalOf(uses('2.0'))).message).toContain('must be a version of Convert');
  expect((await refusalOf(uses('1.0', '{{#if'))).message).toContain('is no valid template');
  const withNodes = await client.flow.get({ applicationId, flowId: user.id, includeCustomNodes: true });
  expect(withNodes.customNodes).toMatchObject([{ id: custom.id, customNodeUseCount: 1 }]);
  expect(withNodes.customNodeVersions).toMatchObject([{ version: '1.0' }]);

  const refused = await failureOf(client.flow.delete({ applicationId, flowId: custom.id }));
  expect(refused).toMatchObject({ statusCode: 400 });
  expect(refused.message).toContain('User');
  expect(
    await failureOf(client.flowVersion.delete({ applicationId, flowId: custom.id, flowVersionId: '1.0' })),
  ).toMatchObject({
    statusCode: 400,
  });

  // A circle of two.
  const other = await client.flows.post({
    applicationId,
    flow: { name: 'Other', flowClass: 'customNode', triggers: start, ...uses('develop') },
  });
  const circle = await failureOf(
    client.flow.patch({
      applicationId,
      flowId: custom.id,
      flow: { nodes: [{ id: 'x', type: 'CustomNodeExecuteNode', config: { customNodeId: other.id } }] },
    }),
  );
  expect(circle.message).toContain('call itself');

  await client.flow.delete({ applicationId, flowId: other.id });
  await client.flow.delete({ applicationId, flowId: user.id });
  expect(await client.flow.delete({ applicationId, flowId: custom.id })).toEqual({ success: true });
});

it('stores entries within bounds, null included, and deletes what has no value', async () => {
  const { id: flowId } = await make({ name: 'Storing' });
  const set = (key: string, value?: unknown) =>
    client.flow.setStorageEntry({ applicationId, flowId, entry: { key, ...(value === undefined ? {} : { value }) } });
  expectSchema('success', await set('a', { deep: [1, null] }));
  await set('b', null);
  await set('c', 'gone soon');
  await set('c');
  const entries = await client.flow.getStorageEntries({ applicationId, flowId });
  expectSchema('flowStorageEntries', entries);
  expect(entries).toEqual({ a: { deep: [1, null] }, b: null });
  const metadata = await client.flow.getStorageEntriesMetadata({ applicationId, flowId });
  expectSchema('flowStorageMetadata', metadata);
  expect(metadata).toEqual({ keysCount: 2, memoryUsed: '{"deep":[1,null]}anullb'.length });
  expect(await failureOf(set('big', 'x'.repeat(16 * 1024)))).toMatchObject({ statusCode: 400 });
  expect(await failureOf(set('', 1))).toMatchObject({ statusCode: 400 });
  expect(await client.flow.clearStorageEntries({ applicationId, flowId })).toEqual(entries);
  expect(await client.flow.getStorageEntries({ applicationId, flowId })).toEqual({});
  expect(await client.flow.getStorageEntriesMetadata({ applicationId, flowId })).toEqual({
    keysCount: 0,
    memoryUsed: 0,
  });
});

it('is found by search, counted, and deployed to edge devices', async () => {
  const application = (await client.applications.post({ application: { name: 'Edge' } })).id;
  const flow = await client.flows.post({
    applicationId: application,
    flow: { name: 'Press control', description: 'On the line', flowClass: 'edge', minimumAgentVersion: '1.2.3' },
  });
  const found = await client.application.search({ applicationId: application, filter: 'press' });
  expect(found).toMatchObject([
    { id: flow.id, _type: 'flow', metadata: { descriptor: 'On the line', flowClass: 'edge' } },
  ]);
  const { summary } = await client.application.get({ applicationId: application, summaryInclude: 'flowCount' });
  expect(summary).toEqual({ flowCount: 1 });

  const device = await client.devices.post({
    applicationId: application,
    device: { name: 'Gate', deviceClass: 'edgeCompute' },
  });
  await client.flowVersions.post({
    applicationId: application,
    flowId: flow.id,
    flowVersion: { version: 'v1', triggers: [{ type: 'onBoot' }] },
  });
  const release = (version: string) =>
    client.edgeDeployments.release({
      applicationId: application,
      deployment: { flowId: flow.id, version, deviceIds: [device.id] },
    });
  expect(await failureOf(release('develop'))).toMatchObject({ statusCode: 400 });
  await release('v1');
  const { items } = await client.edgeDeployments.get({ applicationId: application });
  expect(items).toMatchObject([{ flowId: flow.id, flowName: 'Press control', desiredVersion: 'v1' }]);
  const refused = client.flowVersion.delete({ applicationId: application, flowId: flow.id, flowVersionId: 'v1' });
  expect(await failureOf(refused)).toMatchObject({ statusCode: 409 });
  await client.flow.delete({ applicationId: application, flowId: flow.id });
  expect((await client.edgeDeployments.get({ applicationId: application })).items).toEqual([]);
  expect(await client.application.search({ applicationId: application, filter: 'press' })).toEqual([]);
});
