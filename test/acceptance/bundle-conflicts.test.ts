// What becomes of records that are there already (resources.md, "Export, import, clone, templates": conflictBehavior).
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { everything, importEnded, sendBundle } from '../support/bundles.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';
import { makeZip, readZip, zipFolder } from '../support/zip.ts';

const plant = fileURLToPath(new URL('../fixtures/bundles/plant', import.meta.url));
const choices = { includeDevices: true, includeDataTableRows: true, includeFiles: true };
const p = (type: string, label: string): string => `~exportplaceholderid-${type}-${label}~`;

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token } = await makeUser(server, admin.token, 'conflicts@bundles.example'));
});

async function importPlant(): Promise<string> {
  const { body } = await sendBundle(server, token, await zipFolder(plant));
  const applicationId = String(body.application?.id);
  await importEnded(server, token, applicationId);
  return applicationId;
}

async function importInto(applicationId: string, bundle: Uint8Array, conflictBehavior: string) {
  const sent = await sendBundle(server, token, bundle, {
    path: `/applications/${applicationId}/import`,
    fields: { ...everything, options: JSON.stringify({ conflictBehavior }) },
  });
  return { ...sent, ended: await importEnded(server, token, applicationId) };
}

async function exportWhole(applicationId: string): Promise<Map<string, string>> {
  const { url } = await client.application.export({ applicationId, options: choices });
  return readZip(new Uint8Array(await (await fetch(url)).arrayBuffer()));
}

const pack = (files: ReadonlyMap<string, string>) => makeZip([...files].map(([path, content]) => ({ path, content })));
const yaml = (resourceType: string, resources: readonly object[]): string =>
  JSON.stringify({ resourceType, version: 1, resources });

it('refuses a bundle as a whole where something of it is there, with "error"', async () => {
  const applicationId = await importPlant();
  const before = await exportWhole(applicationId);
  const { status, body } = await importInto(applicationId, await zipFolder(plant), 'error');
  expect(status).toBe(422);
  expect(body.validationErrors?.filter(({ message }) => message === 'is there already').length).toBe(12);
  expect(body.message).toBe("12 of the bundle's records are there already, so nothing of it was stored");
  expect(await exportWhole(applicationId)).toEqual(before);
  const other = new Map([
    ['application.yaml', yaml('Application', [{ name: 'Other' }])],
    ['devices.yaml', yaml('DeviceTree', [{ name: 'Another' }])],
  ]);
  expect(await importInto(applicationId, await pack(other), 'error')).toMatchObject({
    status: 200,
    ended: { imported: { device: 1 } },
  });
});

it('makes what is there what the bundle says, under its ids, with "replace"', async () => {
  const applicationId = await importPlant();
  const globals = [{ key: 'limit', json: '"low"' }];
  const flow = { name: 'Guard', globals, triggers: [{ type: 'virtualButton', config: {}, outputIds: [[]] }] };
  const { id: flowId } = await client.flows.post({ applicationId, flow });
  const bundle = await exportWhole(applicationId);
  // The bundle knows another state of everything.
  const changed = new Map(
    [...bundle].map(([path, text]): [string, string] => [
      path,
      text
        .replaceAll('dataType: number', 'dataType: string')
        .replaceAll('responseCode: 201', 'responseCode: 202')
        .replace('host: broker.example.com', 'host: other.example.com')
        .replace('"low"', '"high"')
        .replace('bolt', 'screw')
        .replace('#123', '#456'),
    ]),
  );
  changed.set('dataTables/Stock.yaml', bundle.get('dataTables/Stock.yaml') ?? '');
  const read = async (path: string) =>
    (await call(server, 'GET', `/applications/${applicationId}/${path}`, { token })).body.items as { id: string }[];
  const ids = async () => {
    const lists = await Promise.all(
      ['devices', 'webhooks', 'integrations', 'data-tables', 'files', 'device-recipes', 'flows'].map(read),
    );
    return lists.map((items) => items.map(({ id }) => id).sort());
  };
  const before = await ids();
  const { status, body, ended } = await importInto(applicationId, await pack(changed), 'replace');
  expect([status, body.message, body.validationErrors]).toEqual([200, undefined, []]);
  expect(ended).toMatchObject({
    state: 'done',
    imported: { dataTable: 1, device: 6, deviceRecipe: 1, file: 2, flow: 1, integration: 1, webhook: 1 },
  });
  expect(await ids()).toEqual(before);
  expect(await exportWhole(applicationId)).toEqual(changed);
  const now = await client.flow.get({ applicationId, flowId });
  expect([now.enabled, now.globals[0].json]).toEqual([true, '"high"']);
  const [webhook] = await read('webhooks');
  expect(webhook).toMatchObject({ responseCode: 202 });
});

it('leaves a table with other columns as it is, and says so', async () => {
  const applicationId = await importPlant();
  const table = {
    name: 'Stock',
    columns: [{ name: 'part', dataType: 'number', constraint: 'optional' }],
  };
  const bundle = new Map([
    ['application.yaml', yaml('Application', [{ name: 'Other' }])],
    ['dataTables/Stock.yaml', yaml('DataTable', [table, { ...table, name: 'New' }])],
  ]);
  const { body } = await importInto(applicationId, await pack(bundle), 'replace');
  expect(body.validationErrors).toMatchObject([
    { type: 'dataTable', name: 'Stock', message: 'has other columns than the table that is there: change those first' },
  ]);
  const tables = (await client.dataTables.get({ applicationId })).items;
  expect(tables.map(({ name, rowCount }: { name: string; rowCount: number }) => [name, rowCount])).toEqual([
    ['New', 0],
    ['Stock', 2],
  ]);
});

it('keeps the versions of custom nodes, and replaces those of others', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Versions' } });
  const bundle = (note: string) =>
    pack(
      new Map([
        ['application.yaml', yaml('Application', [{ name: 'Versions' }])],
        [
          'workflows/all.yaml',
          yaml('Flow', [
            { id: p('flow', 'a'), name: 'A', description: note },
            { id: p('flow', 'n'), name: 'N', flowClass: 'customNode', description: note },
          ]),
        ],
        [
          'workflowVersions/all.yaml',
          yaml('FlowVersion', [
            { flowId: p('flow', 'a'), version: 'v1', notes: note },
            { flowId: p('flow', 'n'), version: 'v1', notes: note },
          ]),
        ],
      ]),
    );
  await importInto(applicationId, await bundle('first'), 'replace');
  const { ended } = await importInto(applicationId, await bundle('second'), 'replace');
  expect(ended.imported).toEqual({ flow: 2, flowVersion: 1 });
  const notes = async (flowClass: string) => {
    const [{ id: flowId, description }] = (await client.flows.get({ applicationId, flowClass })).items;
    const [version] = (await client.flowVersions.get({ applicationId, flowId })).items;
    return [description, version.notes];
  };
  expect([await notes('cloud'), await notes('customNode')]).toEqual([
    ['second', 'second'],
    ['second', 'first'],
  ]);
});

it('knows no other behaviours', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Others' } });
  const { status, body } = await sendBundle(server, token, await zipFolder(plant), {
    path: `/applications/${applicationId}/import`,
    fields: { options: JSON.stringify({ conflictBehavior: 'merge' }) },
  });
  expect([status, body.message]).toEqual([
    400,
    'options.conflictBehavior must be one of create, error, retain, replace',
  ]);
});

/** Two halls, each with a pump of the same name, the later hall's made first, and what names them and the webhook. */
async function makeHalls() {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Halls' } });
  const make = async (device: object): Promise<string> => (await client.devices.post({ applicationId, device })).id;
  const [b, a] = [await make({ name: 'B', deviceClass: 'system' }), await make({ name: 'A', deviceClass: 'system' })];
  const attributes = [{ name: 'temperature', dataType: 'number' }];
  const [pumpOfB, pumpOfA] = [
    await make({ name: 'Pump', parentId: b, attributes }),
    await make({ name: 'Pump', parentId: a, attributes }),
  ];
  const childAttributes = [{ name: 'temperature', mode: 'whitelist', deviceIds: [pumpOfA] }];
  await client.device.patch({
    applicationId,
    deviceId: a,
    device: {
      attributes: [{ name: 'temperature', dataType: 'number', system: { aggregation: 'MEAN', childAttributes } }],
    },
  });
  const webhook = await client.webhooks.post({ applicationId, webhook: { name: 'Orders' } });
  const columns = [{ name: 'url', dataType: 'string', constraint: 'optional' }];
  const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Urls', columns } });
  await client.dataTableRows.post({
    applicationId,
    dataTableId: table.id,
    dataTableRow: { url: `https://example.com/${webhook.token}` },
  });
  const dashboard = await client.dashboards.post({
    dashboard: {
      name: 'Wall',
      applicationId,
      blocks: [
        {
          id: 'a',
          blockType: 'gauge',
          title: 'Pump',
          startX: 0,
          startY: 0,
          width: 1,
          height: 1,
          config: {
            gaugeType: 'number',
            segments: [{ id: 's', attribute: 'temperature', deviceIds: [pumpOfA], deviceTags: [] }],
          },
        },
      ],
    },
  });
  return { applicationId, a, b, pumpOfA, pumpOfB, webhook, table, dashboard };
}

it('takes everything that names a record to mean the one that is there, whichever is stored first', async () => {
  const made = await makeHalls();
  const { applicationId, a, pumpOfA, pumpOfB, b, table, dashboard, webhook } = made;
  const bundle = await exportWhole(applicationId);
  const { body } = await importInto(applicationId, await pack(bundle), 'replace');
  expect([body.message, body.validationErrors]).toEqual([undefined, []]);
  const parentOf = async (deviceId: string) => (await client.device.get({ applicationId, deviceId })).parentId;
  expect(await Promise.all([pumpOfA, pumpOfB].map(parentOf))).toEqual([a, b]);
  const { attributes } = await client.device.get({ applicationId, deviceId: a });
  expect(attributes[0].system.childAttributes[0].deviceIds).toEqual([pumpOfA]);
  const { items } = await client.dataTableRows.get({ applicationId, dataTableId: table.id });
  expect(items).toMatchObject([{ url: `https://example.com/${webhook.token}` }]);
  const { blocks } = await client.dashboard.get({ dashboardId: dashboard.id });
  expect(blocks[0].config.segments[0].deviceIds).toEqual([pumpOfA]);
  expect(await exportWhole(applicationId)).toEqual(bundle);
  // A table that is new names what is there as well.
  bundle.set('dataTables/Urls.yaml', bundle.get('dataTables/Urls.yaml')?.replace('name: Urls', 'name: More') ?? '');
  const second = await importInto(applicationId, await pack(bundle), 'retain');
  expect(second.ended.imported).toEqual({ dataTable: 1 });
  const { items: tables } = await client.dataTables.get({ applicationId, filterField: 'name', filter: 'More' });
  const rows = await client.dataTableRows.get({ applicationId, dataTableId: tables[0].id });
  expect(rows.items).toMatchObject([{ url: `https://example.com/${webhook.token}` }]);
});

it('only says what would become of a bundle, with "dryRun", and keeps nothing of it', async () => {
  const bundle = await zipFolder(plant);
  const before = (await client.applications.get({ perPage: 1000 })).totalCount;
  const made = await sendBundle(server, token, bundle, { fields: { ...everything, dryRun: 'true' } });
  expect(made.status).toBe(200);
  expect(made.body).toMatchObject({
    success: true,
    requiresJob: false,
    imported: { dataTable: 1, device: 6, deviceRecipe: 1, file: 2, integration: 1, webhook: 1 },
  });
  expect(made.body.validationErrors).toContainEqual(expect.objectContaining({ type: 'Notebook' }));
  expect((await client.applications.get({ perPage: 1000 })).totalCount).toBe(before);

  const applicationId = await importPlant();
  const path = `/applications/${applicationId}/import`;
  const whole = await exportWhole(applicationId);
  const tryInto = (options: object) =>
    sendBundle(server, token, bundle, { path, fields: { options: JSON.stringify({ dryRun: true, ...options }) } });
  expect(await tryInto({})).toMatchObject({
    status: 200,
    body: { id: applicationId, success: true, imported: { device: 6, webhook: 1 } },
  });
  expect(await tryInto({ conflictBehavior: 'retain' })).toMatchObject({ status: 200, body: { imported: {} } });
  expect(await tryInto({ conflictBehavior: 'error' })).toMatchObject({ status: 422 });
  expect(await exportWhole(applicationId)).toEqual(whole);
  // Neither the owner's turn nor an import that somebody could wait for is left behind.
  const imports = await call(server, 'GET', `/applications/${applicationId}/imports`, { token });
  expect(imports.body.count).toBe(1);
  expect((await tryInto({})).status).toBe(200);
});

it('takes the types that "include" names, and says what it leaves out', async () => {
  const bundle = await zipFolder(plant);
  const { body } = await sendBundle(server, token, bundle, { fields: { include: 'device,webhook' } });
  const applicationId = String(body.application?.id);
  expect(await importEnded(server, token, applicationId)).toMatchObject({ imported: { device: 6, webhook: 1 } });
  expect(body.validationErrors).toContainEqual(
    expect.objectContaining({ type: 'dataTable', message: '1 left out: DataTable was not asked for (include)' }),
  );
  const path = `/applications/${applicationId}/import`;
  const options = JSON.stringify({ include: ['dataTable'] });
  const into = await sendBundle(server, token, bundle, { path, fields: { options } });
  expect(into.body.imported).toEqual({ dataTable: 1 });
  await importEnded(server, token, applicationId);
  expect((await client.devices.get({ applicationId })).totalCount).toBe(6);
});

it.each<[Record<string, string>, RegExp]>([
  [{ importUrl: 'http://169.254.169.254/bundle.zip' }, /^importUrl is not supported: send the bundle itself/],
  [{ options: '{"importUrl":"http://127.0.0.1/"}' }, /^importUrl is not supported/],
  [{ options: '{"dryrun":true}' }, /^options\.dryrun is not known$/],
  [{ options: '[]' }, /^options must be an object$/],
  [{ options: '{"dryRun":"perhaps"}' }, /^dryRun must be true or false$/],
  [{ dryRun: 'perhaps' }, /^dryRun must be true or false$/],
  [{ include: 'device,people' }, /^include\[1\] must be one of .*device/],
  [{ include: '[1]' }, /^include\[0\] must be one of /],
  [{ options: '{"include":"device"}' }, /^include must be a list of types$/],
])('refuses %j by its name, and keeps nothing', async (fields, message) => {
  const before = (await client.applications.get({ perPage: 1000 })).totalCount;
  const { status, body } = await sendBundle(server, token, await zipFolder(plant), { fields });
  expect(status).toBe(400);
  expect(body.message).toMatch(message);
  expect((await client.applications.get({ perPage: 1000 })).totalCount).toBe(before);
});

it('says that a URL is no bundle, where there is nothing else', async () => {
  const form = new FormData();
  form.set('importUrl', 'http://127.0.0.1/bundle.zip');
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${server.http}/applications/import`, { method: 'POST', headers, body: form });
  expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
    400,
    'importUrl is not supported: send the bundle itself as importBundle',
  ]);
});
