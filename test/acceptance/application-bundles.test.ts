import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { everything, importEnded, sendBundle } from '../support/bundles.ts';
import { runCommand } from '../support/run-command.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, joinOrganization, makeToken, makeUser, type TestUser } from '../support/tenant.ts';
import { makeZip, readZip, zipFolder } from '../support/zip.ts';

const fixtures = fileURLToPath(new URL('../fixtures/bundles', import.meta.url));
const plant = `${fixtures}/plant`;

let server: SharedServer;
let client: Client;
let token: string;
let userId: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  userId = (await client.me.get()).userId;
});

/** Imports a bundle as a new application and waits until all of it is stored. */
async function importWhole(bundle: Uint8Array, by = token, fields: Record<string, string> = everything) {
  const { status, body } = await sendBundle(server, by, bundle, { fields });
  expect(body.message).toBeUndefined();
  expect(status).toBe(201);
  const applicationId = String(body.application?.id);
  return { applicationId, body, ended: await lastEnded(applicationId, by) };
}

/** Waits until the newest import into an application has ended, and returns it. */
function lastEnded(applicationId: string, by = token) {
  return importEnded(server, by, applicationId);
}

async function exportWhole(applicationId: string, choices: Record<string, boolean> = all): Promise<Uint8Array> {
  const { url } = await client.application.export({ applicationId, options: choices });
  return fetchBytes(url);
}

const all = { includeDevices: true, includeDataTableRows: true, includeFiles: true };

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/zip');
  return new Uint8Array(await response.arrayBuffer());
}

/** A bundle of one application with nothing else in it but these files. */
function bundleOf(files: Record<string, string>, application = 'name: Small'): Promise<Buffer> {
  return makeZip([
    { path: 'application.yaml', content: `resourceType: Application\nresources:\n  - ${application}\nversion: 1\n` },
    ...Object.entries(files).map(([path, content]) => ({ path, content })),
  ]);
}

describe('an import', () => {
  it('stores everything that this server knows, and says what it leaves out', async () => {
    const { applicationId, body, ended } = await importWhole(await zipFolder(plant));
    expectSchema('applicationCreationByTemplateResult', body);
    expect(ended.imported).toEqual({
      dataTable: 1,
      device: 6,
      deviceRecipe: 1,
      file: 2,
      integration: 1,
      webhook: 1,
    });
    expect(body.validationErrors?.map(({ type, message }) => `${type}: ${message}`).sort()).toEqual([
      'Notebook: 1 left out: Notebook is not known to this server',
      'device: has become a standalone device: this server has no class "embedded"',
    ]);
    expect(ended).toMatchObject({ state: 'done', contents: 3, contentsDone: 3 });

    const application = await client.application.get({ applicationId });
    expect(application).toMatchObject({ name: 'Plant', description: 'A plant with one line' });
    const devices = (await client.devices.get({ applicationId, perPage: 100 })).items;
    const named = (name: string) => devices.filter((device: { name: string }) => device.name === name);
    const [hall] = named('Hall');
    const [gateway] = named('Gateway');
    expect(named('Pump').map((device: { parentId: string }) => device.parentId)).toEqual([hall.id, hall.id]);
    expect(named('A sensor of the gateway')).toMatchObject([{ gatewayId: gateway.id }]);
    const first = named('Pump').find((device: { tags: { value: string }[] }) => device.tags[0]?.value === '0001');
    expect(hall.attributes[0].system.childAttributes[0].deviceIds).toEqual([first.id]);
    expect((await client.deviceRecipes.get({ applicationId })).items).toMatchObject([{ gatewayId: gateway.id }]);

    const global = JSON.parse(application.globals[0].json);
    expect(global.gateway).toBe(gateway.id);
    const style = await fetch(global.files);
    expect([style.status, await style.text(), style.headers.get('content-type')]).toEqual([
      200,
      'body {\n  color: #123;\n}\n',
      'text/css',
    ]);

    const [webhook] = (await client.webhooks.get({ applicationId })).items;
    expect(webhook.token).toMatch(/^[0-9A-Za-z]{27}$/);
    const [table] = (await client.dataTables.get({ applicationId })).items;
    const rows = (await client.dataTableRows.get({ applicationId, dataTableId: table.id })).items;
    expect(rows).toMatchObject([
      { part: 'bolt', count: 12, device: first.id, hook: `${server.http}/webhooks/${webhook.token}` },
      { part: 'nut', count: 7, device: null, hook: null },
    ]);
    expect((await client.integrations.get({ applicationId })).items).toMatchObject([
      { name: 'Broker', enabled: false },
    ]);

    const readme = await client.application.readme({ applicationId });
    expectSchema('applicationReadme', readme);
    expect(readme.content).toBe(`# Plant\n\nSee https://docs.losant.com/devices and application ${applicationId}.\n`);
  });

  it('takes the bundle of an archive whose root is one directory down', async () => {
    const { ended } = await importWhole(await zipFolder(plant, 'export-2026/'));
    expect(ended.imported).toMatchObject({ device: 6, file: 2 });
  });

  it('leaves out what was not chosen, and what would have named it', async () => {
    const { applicationId, body, ended } = await importWhole(await zipFolder(plant), token, {});
    expect(ended.imported).toEqual({ dataTable: 1, deviceRecipe: 1, integration: 1, webhook: 1 });
    expect(body.validationErrors).toContainEqual(
      expect.objectContaining({ type: 'device', message: '6 left out: DeviceTree was not asked for (includeDevices)' }),
    );
    expect(body.validationErrors).toContainEqual(
      expect.objectContaining({
        name: 'Sensor',
        message: 'gatewayId was left out: it names something that was not imported',
      }),
    );
    expect((await client.devices.get({ applicationId })).totalCount).toBe(0);
    expect((await client.files.get({ applicationId })).totalCount).toBe(0);
  });

  it('refuses a bundle of which most breaks a rule, and keeps nothing of it', async () => {
    const before = (await client.applications.get({ perPage: 1000 })).totalCount;
    const recipes = ['- name: ""', '- name: Fine', '- {name: Gateway, gatewayId: 0123}'].join('\n');
    const bundle = await bundleOf({
      'deviceRecipes.yaml': `resourceType: DeviceRecipe\nresources:\n${recipes}\nversion: 1\n`,
    });
    const { status, body } = await sendBundle(server, token, bundle);
    expect(status).toBe(422);
    expectSchema('validationErrors', body);
    expect(body).toMatchObject({
      type: 'ValidationErrors',
      validationErrors: [
        { type: 'deviceRecipe', name: '', message: 'name must NOT have fewer than 1 characters' },
        { type: 'deviceRecipe', name: 'Gateway' },
      ],
    });
    expect((await client.applications.get({ perPage: 1000 })).totalCount).toBe(before);
  });

  it('takes ids of others neither for records nor in them', async () => {
    const other = (await client.applications.post({ application: { name: 'Other' } })).id;
    const theirs = await client.devices.post({
      applicationId: other,
      device: { name: 'Theirs', deviceClass: 'gateway' },
    });
    const devices = [
      `- {id: "${theirs.id}", name: Same id}`,
      `- {name: Behind, deviceClass: peripheral, gatewayId: "${theirs.id}"}`,
      '- {id: ~exportplaceholderid-device-a~, name: A}',
      '- {id: ~exportplaceholderid-device-a~, name: B}',
      '- {name: "~exportplaceholderid-device-nothing~"}',
    ].join('\n');
    const { applicationId, body, ended } = await importWhole(
      await bundleOf({ 'devices.yaml': `resourceType: DeviceTree\nresources:\n${devices}\nversion: 1\n` }),
    );
    expect(ended.imported).toEqual({ device: 3 });
    expect(body.validationErrors).toMatchObject([
      { name: 'B', message: 'has the id of another record of the bundle' },
      { name: 'Behind', message: 'gatewayId must be the id of a gateway of this application' },
      { type: 'placeholder', name: '~exportplaceholderid-device-nothing~' },
    ]);
    const items = (await client.devices.get({ applicationId })).items;
    expect(items.map((device: { id: string }) => device.id)).not.toContain(theirs.id);
    expect((await client.device.get({ applicationId: other, deviceId: theirs.id })).name).toBe('Theirs');
  });

  it('adds to an application that is there, and takes it as it is with "retain"', async () => {
    const bundle = await zipFolder(plant);
    const { applicationId } = await importWhole(bundle);
    const path = `/applications/${applicationId}/import`;
    const retained = await sendBundle(server, token, bundle, {
      path,
      fields: { options: JSON.stringify({ conflictBehavior: 'retain' }) },
    });
    expect(retained.status).toBe(200);
    expect(retained.body.imported).toEqual({});
    await lastEnded(applicationId);
    const again = await sendBundle(server, token, bundle, { path, fields: {} });
    expect(again.body).toMatchObject({
      id: applicationId,
      imported: { dataTable: 1, device: 6, deviceRecipe: 1, integration: 1, webhook: 1 },
    });
    expect(again.body.validationErrors).toContainEqual(
      expect.objectContaining({ type: 'file', name: 'notes.yaml', message: 'there is a file at /notes.yaml already' }),
    );
    await lastEnded(applicationId);
    expect((await client.devices.get({ applicationId })).totalCount).toBe(12);
    expect((await client.application.get({ applicationId })).globals).toHaveLength(1);
    const imports = await call(server, 'GET', `/applications/${applicationId}/imports`, { token });
    expect(imports.body.count).toBe(3);
  });

  it('goes into the organization that is named, for its editors', async () => {
    const org = await client.orgs.post({ organization: { name: 'Bundles' } });
    const viewer = await makeUser(server, token, 'viewer@bundles.example');
    await joinOrganization(client, { orgId: org.id, email: viewer.email, role: 'view', account: viewer });
    const bundle = await bundleOf({});
    const fields = { ownerId: org.id, ownerType: 'organization' };
    const { body } = await importWhole(bundle, token, fields);
    expect(body.application).toMatchObject({ ownerId: org.id, ownerType: 'organization' });
    expect((await sendBundle(server, viewer.token, bundle, { fields })).status).toBe(403);
    expect((await sendBundle(server, viewer.token, bundle, { fields: { ownerId: userId } })).status).toBe(400);
    const stranger = await makeUser(server, token, 'stranger@bundles.example');
    expect((await sendBundle(server, stranger.token, bundle, { fields })).status).toBe(404);
  });
});

describe('a bundle that would do harm', () => {
  const refused = async (bundle: Uint8Array): Promise<string> => {
    const { status, body } = await sendBundle(server, token, bundle);
    expect(status).toBe(400);
    return String(body.message);
  };
  const rename = (bundle: Buffer, from: string, to: string): Buffer =>
    Buffer.from(bundle.toString('latin1').replaceAll(from, to), 'latin1');

  /** As if what is packed as the file had been damaged: the directory of the archive says another sum. */
  const withWrongSum = (bundle: Buffer, path: string): Buffer => {
    const damaged = Buffer.from(bundle);
    // Of the two places that name the file, the directory is the last; the name follows 46 bytes (APPNOTE.TXT, 4.3.12).
    const entry = damaged.lastIndexOf(path) - 46;
    damaged.writeUInt32LE((damaged.readUInt32LE(entry + 16) ^ 1) >>> 0, entry + 16);
    return damaged;
  };

  it('is refused before anything is stored', async () => {
    const before = (await client.applications.get({ perPage: 1000 })).totalCount;
    const outside = rename(await bundleOf({ 'aa/aa/devices.yaml': '' }), 'aa/aa/', '../../');
    expect(await refused(outside)).toMatch(/^importBundle is no proper zip archive: invalid relative path/);
    const link = await makeZip([{ path: 'application.yaml', content: '/etc/passwd', mode: 0o120777 }]);
    expect(await refused(link)).toBe('importBundle holds application.yaml, which is a link, or no ordinary file');
    const bomb = await bundleOf({ 'files/zeros': '\0'.repeat(3_000_000) });
    expect(await refused(bomb)).toBe('importBundle holds files/zeros, which is more than 100 times larger unpacked');
    const twice = rename(await bundleOf({ 'files/a': '1', 'files/b': '2' }), 'files/b', 'files/a');
    expect(await refused(twice)).toBe('importBundle has two entries files/a');
    const many = await makeZip(
      Array.from({ length: 20_001 }, (_none, index) => ({ path: `files/${index}`, content: '' })),
    );
    expect(await refused(many)).toBe('importBundle must not have more than 20000 entries');
    expect(await refused(Buffer.from('PK, but nothing else'))).toMatch(/^importBundle is no zip archive/);
    expect(await refused(await makeZip([{ path: 'a', content: '' }]))).toMatch(/^importBundle has no application.yaml/);
    expect((await client.applications.get({ perPage: 1000 })).totalCount).toBe(before);
  });

  it('notices damage that can still be unpacked', async () => {
    const table = `resourceType: DataTable\nresources:\n  - name: T\n    localFilename: ./t.csv\n    columns:\n      - {name: a, dataType: string, constraint: optional}\nversion: 1\n`;
    const whole = await bundleOf({ 'dataTables/t.csv': 'a\n1\n', 'dataTables/t.yaml': table, 'files/a.txt': 'a' });
    expect(await refused(withWrongSum(whole, 'application.yaml'))).toBe(
      'importBundle holds application.yaml, which is broken: its checksum is another',
    );
    const withoutContents = withWrongSum(withWrongSum(whole, 'files/a.txt'), 'dataTables/t.csv');
    const { applicationId, ended } = await importWhole(withoutContents);
    const broken = (path: string) => `importBundle holds ${path}, which is broken: its checksum is another`;
    expect(ended.validationErrors).toMatchObject([
      { type: 'dataTable', message: broken('dataTables/t.csv') },
      { type: 'file', message: broken('files/a.txt') },
    ]);
    expect((await client.files.get({ applicationId })).items).toMatchObject([{ name: 'a.txt', status: 'pending' }]);
    const [made] = (await client.dataTables.get({ applicationId })).items;
    expect((await client.dataTableRows.get({ applicationId, dataTableId: String(made?.id) })).totalCount).toBe(0);
  });

  it('is refused where its YAML is', async () => {
    const document = (resources: string, version = 1) =>
      bundleOf({ 'devices.yaml': `resourceType: DeviceTree\nresources:\n${resources}\nversion: ${version}\n` });
    const levels = Array.from({ length: 9 }, (_none, index) =>
      index === 0 ? '- &l0 [x, x, x, x, x, x, x, x, x]' : `- &l${index} [${`*l${index - 1}, `.repeat(9)}]`,
    );
    expect(await refused(await document(levels.join('\n')))).toBe('devices.yaml holds too much');
    expect(await refused(await document(`- ${'['.repeat(5000)}`))).toMatch(/^devices\.yaml /);
    expect(await refused(await document('- {__proto__: {a: 1}}'))).toMatch(/^devices\.yaml /);
    expect(await refused(await document('- a: !!js/function "x"'))).toMatch(/^devices\.yaml is no YAML in line 3/);
    expect(await refused(await document('- name: A', 2))).toBe(
      'devices.yaml has the version 2, and only 1 is read here',
    );
    expect(await refused(await bundleOf({ 'devices.yaml': '- a: [\n' }))).toMatch(/^devices\.yaml is no YAML in line/);
    expect(await refused(await bundleOf({}, '{name: A, filesPath: ../../etc}'))).toMatch(/filesPath that is no folder/);
    expect(await refused(await bundleOf({}, 'description: nameless'))).toBe('name is required');
  });

  it('reaches no file outside of it, and none of this server', async () => {
    const table = (file: string) =>
      `resourceType: DataTable\nresources:\n  - name: ${file}\n    localFilename: ${file}\n    columns:\n      - {name: a, dataType: string, constraint: optional}\nversion: 1\n`;
    const { ended } = await importWhole(
      await bundleOf({
        'dataTables/a.yaml': table('../../../../etc/passwd'),
        'dataTables/b.yaml': table('/etc/passwd'),
        'dataTables/c.yaml': table('./c.csv'),
        'dataTables/c.csv': 'other\n1\n',
      }),
    );
    expect(ended.imported).toEqual({ dataTable: 3 });
    expect(ended).toMatchObject({ state: 'done', contents: 1 });
    expect(ended.validationErrors).toMatchObject([
      { message: 'has no rows: there is no file ../../../../etc/passwd in the bundle' },
      { message: 'has no rows: there is no file /etc/passwd in the bundle' },
      { message: 'file names no column of the table in its header' },
    ]);
  });

  it('is refused when it is larger than the operator allows', async () => {
    const noise = Buffer.from(Array.from({ length: 700_000 }, (_none, index) => Math.sin(index).toString(36)).join(''));
    const { status, body } = await sendBundle(server, token, await makeZip([{ path: 'files/noise', content: noise }]));
    expect(status).toBe(413);
    expect(body.message).toBe('The bundle is larger than 4 MiB (SIGNALBOX_MAX_IMPORT_SIZE)');
  });
});

describe('an export', () => {
  it('is the same twice, and again after an import', async () => {
    const { applicationId } = await importWhole(await zipFolder(plant));
    // Two of one name, of which the one that was made first comes last in the order of their systems.
    for (const system of ['Z', 'A']) {
      const device = { name: `System ${system}`, deviceClass: 'system' };
      const parentId = (await client.devices.post({ applicationId, device })).id;
      await client.devices.post({ applicationId, device: { name: 'Same', description: system, parentId } });
    }
    const first = await exportWhole(applicationId);
    expect(Buffer.from(await exportWhole(applicationId)).equals(Buffer.from(first))).toBe(true);
    const { applicationId: copy } = await importWhole(first);
    const second = await exportWhole(copy);
    expect(await readZip(second)).toEqual(await readZip(first));
    expect(Buffer.from(second).equals(Buffer.from(first))).toBe(true);
    const files = await readZip(first);
    expect([...files.keys()]).toEqual([
      'README.md',
      'application.yaml',
      'dataTables/Stock.yaml',
      'deviceRecipes.yaml',
      'devices.yaml',
      'integrations.yaml',
      'webhooks.yaml',
      'dataTables/Stock.csv',
      'files/notes.yaml',
      'files/styles/site.css',
    ]);
    for (const text of files.values()) expect(text).not.toMatch(/[0-9a-f]{24}/);
    expect(files.get('dataTables/Stock.csv')).toContain(
      'https://~exportplaceholderid-triggers-url~/webhooks/~exportplaceholderid-webhookToken-orders~',
    );
  });

  it('holds no secrets, and only what is chosen', async () => {
    const { id: applicationId } = await client.applications.post({ application: { name: 'Secrets' } });
    await client.webhooks.post({
      applicationId,
      webhook: {
        name: 'Guarded',
        basicAuthUsername: 'me',
        basicAuthPassword: 'Sesame-Street-1',
        verificationType: 'facebook',
        verificationCode: 'shared-with-them',
      },
    });
    await client.integrations.post({
      applicationId,
      integration: {
        name: 'Secret',
        integrationType: 'mqtt',
        enabled: false,
        topics: [],
        mqttConfig: {
          protocol: 'mqtt',
          host: 'broker.example.com',
          port: 1883,
          username: 'u',
          password: 'Sesame-Street-2',
        },
      },
    });
    await client.devices.post({ applicationId, device: { name: 'Left out' } });
    const files = await readZip(await exportWhole(applicationId, {}));
    expect([...files.keys()]).toEqual(['application.yaml', 'integrations.yaml', 'webhooks.yaml']);
    const text = [...files.values()].join('');
    expect(text).not.toMatch(/Sesame|shared-with-them|\*{8}/);
    expect(text).toContain('basicAuthUsername: me');
  });
});

describe('a clone', () => {
  it('is another application like the first', async () => {
    const { applicationId } = await importWhole(await zipFolder(plant));
    const dry = await client.application.clone({ applicationId, options: { dryRun: true } });
    expect(dry).toEqual({ success: true, requiresJob: false });
    const made = await client.application.clone({ applicationId, options: all });
    expectSchema('applicationCreationByTemplateResult', made);
    expect(made.application.name).toBe('Plant (copy)');
    await lastEnded(made.application.id);
    const [first, second] = await Promise.all([exportWhole(applicationId), exportWhole(made.application.id)]);
    const [one, other] = await Promise.all([readZip(first), readZip(second)]);
    expect(other.get('devices.yaml')).toBe(one.get('devices.yaml'));
    expect(other.get('dataTables/Stock.csv')).toBe(one.get('dataTables/Stock.csv'));
    expect(other.get('files/styles/site.css')).toBe(one.get('files/styles/site.css'));
  });

  it('and an export are for admins, and for programs as far as they own anything', async () => {
    const org = await client.orgs.post({ organization: { name: 'Clones' } });
    const { id: applicationId } = await client.applications.post({ application: { name: 'Theirs', orgId: org.id } });
    const editor: TestUser = await makeUser(server, token, 'editor@bundles.example');
    await joinOrganization(client, { orgId: org.id, email: editor.email, role: 'edit', account: editor });
    const paths = ['export', 'clone'].map((name) => `/applications/${applicationId}/${name}`);
    for (const path of paths) {
      expect((await call(server, 'POST', path, { token: editor.token, body: {} })).status).toBe(403);
      expect((await call(server, 'POST', path, { token, body: {} })).status).toBeLessThan(300);
    }
    const make = (scope: string) =>
      makeToken(server, `/applications/${applicationId}/tokens`, { token, scope: [scope] });
    // Editors may give a token everything; what takes all of an application along must be named.
    const [everything, named] = [await make('all.Application'), await make('application.export')];
    const exported = (program: { token: string }) =>
      call(server, 'POST', paths[0] as string, { token: program.token, body: {} });
    expect((await exported(everything)).status).toBe(403);
    expect((await exported(named)).status).toBe(200);
    expect((await call(server, 'POST', paths[1] as string, { token: named.token, body: {} })).status).toBe(403);
  });
});

describe('templates', () => {
  it('are the folders that the operator has put there', async () => {
    const list = await client.applicationTemplates.get({});
    expectSchema('applicationTemplates', list);
    const template = list.items.find((one: { name: string }) => one.name === 'Plant');
    expect(template).toMatchObject({ keywords: ['plant', 'example'], authorName: 'Signalbox', public: true });
    expect(await client.applicationTemplates.get({ filterField: 'name', filter: 'pl*' })).toMatchObject({ count: 1 });
    expect(await client.applicationTemplates.get({ filterField: 'name', filter: 'pl' })).toMatchObject({ count: 0 });
    const one = await client.applicationTemplate.get({ templateId: template.id });
    expectSchema('applicationTemplate', one);
    expect(one.readme).toMatch(/^# Plant/);
    const categories = await client.applicationTemplates.getCategories({});
    expectSchema('applicationTemplateCategories', categories);
    expect(categories.items[0].id).toBe(template.categoryIds[0]);
    expect(await client.applicationTemplates.getUniqueKeywords({})).toEqual({ keywords: ['example', 'plant'] });
    expect((await call(server, 'GET', `/applicationTemplates/${'0'.repeat(24)}`, { token })).status).toBe(404);
  });

  it('become applications, and are added to them once', async () => {
    const [template] = (await client.applicationTemplates.get({ filterField: 'name', filter: 'Plant' })).items;
    const application = await client.applications.post({
      application: { name: 'From a template', applicationTemplateId: template.id },
    });
    expectSchema('application', application);
    expect(application).toMatchObject({ name: 'From a template', appliedTemplateIds: [template.id] });
    expect(application.summary).toMatchObject({ deviceCount: 6, dataTableCount: 1 });
    const { id: applicationId } = application;
    await lastEnded(applicationId);
    const applied = await client.application.applyTemplate({ applicationId, options: { templateId: template.id } });
    expect(applied).toMatchObject({
      id: applicationId,
      appliedTemplateIds: [template.id],
      summary: { deviceCount: 6 },
    });
    const unknown = { templateId: '0'.repeat(24) };
    const refused = await call(server, 'PATCH', `/applications/${applicationId}/applyTemplate`, {
      token,
      body: unknown,
    });
    expect([refused.status, refused.body.message]).toEqual([400, 'templateId names no template of this server']);
  });
});

describe('the readme and the globals', () => {
  it('change by themselves', async () => {
    const { id: applicationId } = await client.applications.post({ application: { name: 'Globals' } });
    await client.application.readmePatch({ applicationId, readme: { content: 'How it works' } });
    const readme = await client.application.readme({ applicationId });
    expectSchema('applicationReadme', readme);
    expect(readme).toMatchObject({ content: 'How it works', lastUpdatedByType: 'user', lastUpdatedById: userId });
    const patch = (globals: object[]) => client.application.globals({ applicationId, globals });
    await patch([
      { key: 'a', json: '1' },
      { key: 'b', json: '2', description: 'two' },
    ]);
    const changed = await patch([
      { key: 'a', json: null },
      { key: 'b', json: '3' },
      { key: 'c', json: '4' },
    ]);
    expectSchema('application', changed);
    expect(changed.globals).toEqual([
      { key: 'b', json: '3', description: 'two' },
      { key: 'c', json: '4' },
    ]);
    const wrong = await call(server, 'PATCH', `/applications/${applicationId}/globals`, {
      token,
      body: [{ key: 'x', json: '{' }],
    });
    expect(wrong.status).toBe(400);
  });
});

describe('signalbox import-template', () => {
  const run = (...parameters: string[]) =>
    runCommand(['import-template', ...parameters], { env: { SIGNALBOX_URL: server.http, SIGNALBOX_TOKEN: token } });

  it('makes an application of a folder, and says what came of it', async () => {
    const { code, stdout } = await run('--name', 'From the folder', plant);
    expect(code).toBe(0);
    const [first, ...lines] = stdout.split('\n');
    expect(lines).toEqual([
      'Loaded:',
      '  1 dataTable',
      '  1 deviceRecipe',
      '  1 integration',
      '  1 webhook',
      '  2 file',
      '  6 device',
      'Left out or changed:',
      '  Notebook "Report": 1 left out: Notebook is not known to this server',
      '  device "Board": has become a standalone device: this server has no class "embedded"',
      '',
    ]);
    const applicationId = first?.replace('Application ', '') ?? '';
    expect((await client.application.get({ applicationId })).name).toBe('From the folder');
    const [table] = (await client.dataTables.get({ applicationId })).items;
    expect(table.rowCount).toBe(2);
  });

  it('loads what is chosen, and refuses what it cannot load', async () => {
    const { code, stdout } = await run('--json', '--include', 'files', plant);
    expect([code, JSON.parse(stdout).imported.device, JSON.parse(stdout).imported.file]).toEqual([0, undefined, 2]);
    expect(await run(fixtures)).toMatchObject({ code: 1, stderr: expect.stringContaining('is no bundle') });
    expect(await run('--include', 'rows,states', plant)).toMatchObject({ code: 2 });
    expect(await run()).toMatchObject({ code: 2 });
  });
});
