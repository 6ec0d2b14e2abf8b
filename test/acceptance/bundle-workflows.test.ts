// Workflows in bundles of applications (resources.md, "Export, import, clone, templates").
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'csv-parse/sync';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { everything, importEnded, sendBundle } from '../support/bundles.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';
import { makeZip, readFolder, readZip, type ZipEntry, zipFolder } from '../support/zip.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token } = await makeUser(server, admin.token, 'workflows@bundles.example'));
});

interface Flow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly flowClass: string;
  readonly defaultVersionId?: string;
  readonly triggers: readonly { readonly type: string; readonly key?: string }[];
  readonly nodes: readonly { readonly type: string; readonly config: Record<string, unknown> }[];
  readonly runtime?: object;
}

const application =
  'resourceType: Application\nresources:\n  - {name: Works, id: ~exportplaceholderid-application-works~}\nversion: 1\n';
const yaml = (resourceType: string, resources: readonly object[]): string =>
  JSON.stringify({ resourceType, version: 1, resources });
const p = (type: string, label: string): string => `~exportplaceholderid-${type}-${label}~`;

/** The workflows of a template, with a device, a webhook and a table that further ones name. */
async function works(more: readonly ZipEntry[] = []): Promise<Buffer> {
  const folder = join(import.meta.dirname, '..', 'fixtures', 'workflow-template');
  const button = { type: 'virtualButton', config: {}, meta: { uiId: 'press' }, outputIds: [[]] };
  const hooked = {
    id: p('flow', 'hooked'),
    name: 'Hooked',
    flowClass: 'cloud',
    defaultVersionId: p('flowVersion', 'v1'),
    runtime: { concurrency: 'serial' },
    triggers: [
      { type: 'webhook', key: p('webhook', 'in'), config: {}, meta: {}, outputIds: [['get']] },
      { ...button, key: `${p('flow', 'hooked')}-abcdefghijklmnopqrstu` },
    ],
    nodes: [
      {
        id: 'get',
        type: 'GetDeviceNode',
        config: { idTemplate: p('device', 'pump'), resultPath: 'd' },
        outputIds: [['t']],
      },
      {
        id: 't',
        type: 'DataTableQueryNode',
        config: { dataTableIdTemplate: p('dataTable', 'stock'), resultPath: 'r' },
        outputIds: [['again']],
      },
      {
        id: 'again',
        type: 'WorkflowTriggerNode',
        config: { triggerWorkflowId: p('flow', 'twin'), triggerVirtualButtonId: 'press' },
        outputIds: [[]],
      },
      // What an editor would refuse to save: it comes in, and is told.
      { id: 'half', type: 'DebugNode', config: { message: '{{#if' }, outputIds: [[]] },
    ],
    globals: [{ key: 'about', json: JSON.stringify({ application: p('application', 'works') }) }],
  };
  const version = { ...hooked, id: p('flowVersion', 'v1'), flowId: p('flow', 'hooked'), version: 'v1', enabled: false };
  const twin = (label: string, globals: object[]) => ({
    id: p('flow', label),
    name: 'Twin',
    triggers: [button],
    globals,
  });
  return makeZip([
    { path: 'application.yaml', content: application },
    ...(await readFolder(folder)),
    {
      path: 'devices.yaml',
      content: yaml('DeviceTree', [{ id: p('device', 'pump'), name: 'Pump', deviceClass: 'standalone' }]),
    },
    {
      path: 'webhooks.yaml',
      content: yaml('Webhook', [{ id: p('webhook', 'in'), name: 'In', token: p('webhookToken', 'in') }]),
    },
    {
      path: 'dataTables/Stock.yaml',
      content: yaml('DataTable', [
        {
          id: p('dataTable', 'stock'),
          name: 'Stock',
          columns: [{ name: 'part', dataType: 'string', constraint: 'unique' }],
        },
      ]),
    },
    { path: 'workflows/cloud/hooked.yaml', content: yaml('Flow', [hooked]) },
    { path: 'workflowVersions/v1.yaml', content: yaml('FlowVersion', [version]) },
    { path: 'workflows/cloud/b.yaml', content: yaml('Flow', [twin('twin', [{ key: 'first', json: '1' }])]) },
    { path: 'workflows/cloud/a.yaml', content: yaml('Flow', [twin('twin-2', [{ key: 'second', json: '2' }])]) },
    ...more,
  ]);
}

async function importWhole(bundle: Uint8Array, path?: string, fields: Record<string, string> = everything) {
  const { status, body } = await sendBundle(server, token, bundle, { fields, ...(path === undefined ? {} : { path }) });
  expect([status, body.message]).toEqual([path === undefined ? 201 : 200, undefined]);
  const applicationId = String(body.application?.id ?? body.id);
  return { applicationId, body, ended: await importEnded(server, token, applicationId) };
}

async function flowsOf(applicationId: string): Promise<Flow[]> {
  const classes = ['cloud', 'customNode', 'experience', 'edge'];
  const lists = await Promise.all(classes.map((flowClass) => client.flows.get({ applicationId, flowClass })));
  return lists.flatMap(({ items }) => items);
}

async function exportWhole(applicationId: string): Promise<Uint8Array> {
  const options = { includeDevices: true, includeDataTableRows: true, includeFiles: true };
  const { url } = await client.application.export({ applicationId, options });
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

const named = (flows: readonly Flow[], name: string) => flows.filter((flow) => flow.name === name);
const only = (flows: readonly Flow[], name: string) => named(flows, name)[0] as Flow;
const nodeOf = (flow: Flow | undefined, type: string) => flow?.nodes.find((node) => node.type === type)?.config;

describe('a bundle with workflows', () => {
  it('brings them with their versions, and what they name is what came with them', async () => {
    const { applicationId, body, ended } = await importWhole(await works());
    expect(ended.imported).toMatchObject({ flow: 6, flowVersion: 3, device: 1, webhook: 1, dataTable: 1 });
    const flows = await flowsOf(applicationId);
    const hooked = only(flows, 'Hooked');
    const [device] = (await client.devices.get({ applicationId })).items;
    const [webhook] = (await client.webhooks.get({ applicationId })).items;
    const [table] = (await client.dataTables.get({ applicationId })).items;
    expect(hooked).toMatchObject({
      triggers: [{ key: webhook.id }, { key: `${hooked.id}-abcdefghijklmnopqrstu` }],
      globals: [{ key: 'about', json: JSON.stringify({ application: applicationId }) }],
      runtime: { concurrency: 'serial' },
    });
    expect(nodeOf(hooked, 'GetDeviceNode')).toMatchObject({ idTemplate: device.id });
    expect(nodeOf(hooked, 'DataTableQueryNode')).toMatchObject({ dataTableIdTemplate: table.id });
    const [twin] = named(flows, 'Twin').filter((flow) => JSON.stringify(flow).includes('first'));
    expect(nodeOf(hooked, 'WorkflowTriggerNode')).toMatchObject({ triggerWorkflowId: twin?.id });
    const [version] = (await client.flowVersions.get({ applicationId, flowId: hooked.id })).items;
    expect(version).toMatchObject({ version: 'v1', enabled: false, triggers: [{ key: webhook.id }, {}] });
    expect(hooked.defaultVersionId).toBe(version.id);
    const describing = only(flows, 'Describe');
    expect(nodeOf(only(flows, 'Alert'), 'CustomNodeExecuteNode')).toMatchObject({ customNodeId: describing.id });
    // What would act by itself waits until somebody has looked at it.
    expect(
      flows
        .filter(({ enabled }) => enabled)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Describe', 'Home']);
    const home = only(flows, 'Home');
    const snapshots = await client.flows.getByVersion({ applicationId, version: 'v1', flowClass: 'experience' });
    expect(snapshots.items).toMatchObject([{ flowId: home.id, versions: ['v1'], enabled: false }]);
    const said = body.validationErrors?.map(({ type, name, message }) => `${type} ${name}: ${message}`) ?? [];
    expect(said).toContain(
      `placeholder ${p('experienceEndpoint', 'getHome')}: stands for nothing in the bundle, and stays as it is`,
    );
    expect(said.join('\n')).toContain('flow Hooked: ');
  });

  it('is the same when it is exported, imported and exported again', async () => {
    const { applicationId } = await importWhole(await works());
    const first = await exportWhole(applicationId);
    const { applicationId: copy } = await importWhole(first);
    const second = await exportWhole(copy);
    expect(await readZip(second)).toEqual(await readZip(first));
    const files = await readZip(first);
    expect([...files.keys()].filter((path) => /workflow/.test(path))).toEqual([
      'experience/develop/workflows/Home.yaml',
      'experience/v1/workflows/Home.yaml',
      'workflowVersions/Describe_v1.0.0.yaml',
      'workflowVersions/Hooked_v1.yaml',
      'workflows/cloud/Alert.yaml',
      'workflows/cloud/Hooked.yaml',
      'workflows/cloud/Twin-2.yaml',
      'workflows/cloud/Twin.yaml',
      'workflows/customNode/Describe.yaml',
    ]);
    for (const text of files.values()) expect(text).not.toMatch(/[0-9a-f]{24}/);
  });

  it('is cloned with them', async () => {
    const { applicationId } = await importWhole(await works());
    const made = await client.application.clone({ applicationId, options: { includeDevices: true } });
    const copy = made.application.id;
    await importEnded(server, token, copy);
    const [before, after] = [await flowsOf(applicationId), await flowsOf(copy)];
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    const ids = new Set(before.map(({ id }) => id));
    for (const flow of after)
      for (const id of JSON.stringify(flow).match(/[0-9a-f]{24}/g) ?? []) expect(ids).not.toContain(id);
  });

  it('names what is there already where that is retained', async () => {
    const { id: applicationId } = await client.applications.post({ application: { name: 'Retained' } });
    const there = await client.flows.post({ applicationId, flow: { name: 'Describe', flowClass: 'customNode' } });
    const webhook = await client.webhooks.post({ applicationId, webhook: { name: 'In' } });
    const path = `/applications/${applicationId}/import`;
    const fields = { options: JSON.stringify({ conflictBehavior: 'retain' }) };
    const { ended } = await importWhole(await works(), path, fields);
    expect(ended.imported).toMatchObject({ flow: 5, flowVersion: 3 });
    const flows = await flowsOf(applicationId);
    expect(nodeOf(only(flows, 'Alert'), 'CustomNodeExecuteNode')).toMatchObject({ customNodeId: there.id });
    expect(only(flows, 'Hooked').triggers[0]).toMatchObject({ key: webhook.id });
    const again = await importWhole(await works(), path, fields);
    expect(again.ended.imported).toEqual({});
    expect(await flowsOf(applicationId)).toEqual(flows);
  });

  it('takes no id and no version of others', async () => {
    const { id: other } = await client.applications.post({ application: { name: 'Other' } });
    const theirs = await client.flows.post({ applicationId: other, flow: { name: 'Theirs' } });
    const bundle = await makeZip([
      { path: 'application.yaml', content: application },
      { path: 'workflows/a.yaml', content: yaml('Flow', [{ id: theirs.id, name: 'Mine' }, { name: 'Fine' }]) },
      { path: 'workflows/b.yaml', content: yaml('Flow', [{ name: '' }]) },
      {
        path: 'workflowVersions/a.yaml',
        content: yaml('FlowVersion', [{ flowId: theirs.id, version: 'v1' }]),
      },
      {
        path: 'experience/a.yaml',
        content: yaml('ExperienceFlowVersion', [{ flowId: theirs.id, name: 'Page', version: 'develop' }]),
      },
    ]);
    const { applicationId, body, ended } = await importWhole(bundle);
    expect(ended.imported).toEqual({ flow: 3 });
    expect(body.validationErrors).toMatchObject([
      { type: 'flow', message: 'workflow.name must have 1 to 255 characters' },
      { type: 'flowVersion', name: 'v1', message: 'is of a workflow that the bundle does not bring' },
    ]);
    expect((await flowsOf(applicationId)).map(({ id }) => id)).not.toContain(theirs.id);
    const versions = await call(server, 'GET', `/applications/${other}/flows/${theirs.id}/versions`, { token });
    expect(versions.body.totalCount).toBe(0);
  });
});

/** A folder with real application templates, where the environment names one. */
const exported = process.env.SIGNALBOX_TEST_EXPORTS ?? '';
const templates =
  exported === '' ? [] : globSync(`${exported}/application-templates/*/application.yaml`).map((file) => dirname(file));

/** What the server stores under which type, of what a folder holds. */
function countFolder(folder: string): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (type: string, count: number) => {
    if (count > 0) counts[type] = (counts[type] ?? 0) + count;
  };
  const devices = (list: readonly { children?: [] }[]): number =>
    list.reduce((sum, { children = [] }) => sum + 1 + devices(children), 0);
  for (const file of globSync(`${folder}/**/*.{yaml,yml}`)) {
    if (file.startsWith(`${folder}/files/`)) continue;
    const { resourceType, resources } = load(readFileSync(file, 'utf8')) as { resourceType: string; resources: [] };
    if (resourceType === 'DeviceTree') add('device', devices(resources));
    else if (resourceType === 'ExperienceFlowVersion') add('flow', resources.length);
    else if (types[resourceType]) add(types[resourceType], resources.length);
  }
  add('file', globSync(`${folder}/files/**/*`, { withFileTypes: true }).filter((entry) => entry.isFile()).length);
  return counts;
}

const types: Record<string, string> = {
  DeviceRecipe: 'deviceRecipe',
  DataTable: 'dataTable',
  Webhook: 'webhook',
  Integration: 'integration',
  Flow: 'flow',
  FlowVersion: 'flowVersion',
};

/** What the API lists, beside what the folder holds: devices and recipes by name, rows cell by cell, files byte by byte. */
async function expectContents(folder: string, applicationId: string): Promise<void> {
  const recordsOf = (pattern: string): Record<string, unknown>[] =>
    globSync(`${folder}/${pattern}`).flatMap(
      (file) => (load(readFileSync(file, 'utf8')) as { resources: Record<string, unknown>[] }).resources,
    );
  const unfold = (records: readonly Record<string, unknown>[]): Record<string, unknown>[] =>
    records.flatMap((record) => [record, ...unfold((record.children as []) ?? [])]);
  const told = (records: readonly Record<string, unknown>[]) =>
    records
      .map(({ name, tags, attributes }) => {
        const named = (attributes as { name: string; dataType: string }[] | undefined) ?? [];
        const typed = named.map((each) => `${each.name}: ${each.dataType}`).sort();
        return { name, tags: (tags as [] | undefined)?.length ?? 0, attributes: typed };
      })
      .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  const devices = (await client.devices.get({ applicationId, perPage: 1000 })).items;
  expect(told(devices)).toEqual(told(unfold(recordsOf('devices.yaml'))));
  const recipes = (await client.deviceRecipes.get({ applicationId, perPage: 1000 })).items;
  expect(told(recipes)).toEqual(told(recordsOf('deviceRecipes.yaml')));

  const tables = (await client.dataTables.get({ applicationId })).items as { id: string; name: string }[];
  for (const file of globSync(`${folder}/dataTables/*.csv`)) {
    const wanted = parse(readFileSync(file, 'utf8'), { bom: true, columns: true }) as Record<string, string>[];
    const [record] = recordsOf(`dataTables/${basename(file, '.csv')}.yaml`);
    const dataTableId = tables.find(({ name }) => name === record?.name)?.id;
    const { items, totalCount } = await client.dataTableRows.get({ applicationId, dataTableId, limit: 1000 });
    expect(totalCount).toBe(wanted.length);
    // The order is that of the file, and ids are new. What is no value and what is an empty text look alike in CSV.
    const cells = (row: Record<string, unknown>) =>
      ((record?.columns ?? []) as { name: string; dataType: string }[]).map(({ name, dataType }) => {
        const cell = row[name] ?? '';
        return dataType === 'number' && cell !== '' ? Number(cell) : String(cell);
      });
    const comparable = (rows: readonly Record<string, unknown>[]) =>
      rows.map((row) => JSON.stringify(cells(row)).replaceAll(idsAndPlaceholders, '#')).sort();
    expect(comparable(items)).toEqual(comparable(wanted));
  }

  const contents = globSync(`${folder}/files/**/*`, { withFileTypes: true }).filter((entry) => entry.isFile());
  const stored = (await client.files.get({ applicationId, type: 'file', perPage: 1000 })).items as {
    name: string;
    parentDirectory: string;
    status: string;
    s3etag: string;
    url: string;
  }[];
  expect(stored).toHaveLength(contents.length);
  for (const { parentPath, name } of contents) {
    const directory = `/${relative(`${folder}/files`, parentPath)}/`.replace('//', '/');
    const found = stored.find((file) => file.name === name && file.parentDirectory === directory);
    const bytes = readFileSync(join(parentPath, name));
    const served = Buffer.from(await (await fetch(found?.url ?? '')).arrayBuffer());
    expect(found).toMatchObject({ status: 'completed', s3etag: createHash('md5').update(served).digest('hex') });
    expect(served.equals(bytes), `${directory}${name}`).toBe(true);
  }
}

const idsAndPlaceholders =
  /~exportplaceholderid-[^~\s]+~|[0-9a-f]{24}|https?:\/\/127\.0\.0\.1:\d+(\/files|\/console)?/g;

it.each(templates.map((folder) => [basename(folder), folder]))('takes the template %s whole', async (_name, folder) => {
  const { applicationId, body, ended } = await importWhole(await zipFolder(folder));
  expect(ended).toMatchObject({ state: 'done', imported: countFolder(folder) });
  const leftOut = body.validationErrors?.filter(({ message }) => / left out: /.test(message)) ?? [];
  for (const { message } of leftOut)
    expect(message).toMatch(/left out: (Dashboard|Experience\w+|ResourceJob|Notebook) is not known/);
  await expectContents(folder, applicationId);
  // Every workflow is as the folder has it, but for the ids.
  const flows = await flowsOf(applicationId);
  for (const file of globSync(`${folder}/{workflows,experience}/**/*.yaml`)) {
    const { resourceType, resources } = load(readFileSync(file, 'utf8')) as { resourceType: string; resources: Flow[] };
    if (!/^(Experience)?Flow(Version)?$/.test(resourceType)) continue;
    for (const wanted of resources) {
      const found = only(flows, wanted.name);
      const plain = (value: unknown) => JSON.stringify(value).replaceAll(idsAndPlaceholders, '#');
      expect(plain(found.nodes).length).toBeGreaterThan(0);
      expect(JSON.parse(plain(found.triggers))).toEqual(JSON.parse(plain(wanted.triggers)));
      expect(found.nodes.map(({ type }) => type)).toEqual(wanted.nodes.map(({ type }) => type));
    }
  }
  expect(JSON.stringify(flows)).not.toMatch(
    /~exportplaceholderid-(device|dataTable|webhook|flow|application|deviceRecipe)-/,
  );
});
