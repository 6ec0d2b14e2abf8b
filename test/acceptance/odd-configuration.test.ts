// What could never work, or would be changed in silence, is refused when it is saved, with the field named.
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { sendBundle } from '../support/bundles.ts';
import { makeDevice } from '../support/fixtures.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';
import { makeZip } from '../support/zip.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  ({ applicationId, deviceId } = await makeDevice(client));
});

const send = (method: string, path: string, body: unknown) =>
  call(server, method, path.startsWith('/') ? path : `/applications/${applicationId}/${path}`, { token, body });

/** Of a body that is refused: which field, and what is said of it. */
async function refusalOf(method: string, path: string, body: unknown): Promise<unknown[]> {
  const { status, body: answer } = await send(method, path, body);
  return [status, answer.field, answer.message];
}

describe('a trigger that would never fire', () => {
  const save = (trigger: object) =>
    refusalOf('POST', 'flows', { name: 'F', nodes: [], triggers: [{ config: {}, outputIds: [], ...trigger }] });

  it.each(['..', '/a/../b', './a', 'a\\b', 'a//b', '//', 'a\nb', '/a/./'])('is one on the path %j', async (key) => {
    const words = 'appFile (trigger 1): key must be the path of a file, or of a directory with a slash at its end';
    expect(await save({ type: 'appFile', key, config: { create: true } })).toEqual([400, 'triggers[0].key', words]);
  });

  it.each(['/', 'a.txt', '/a/b/', 'a b/ö.txt', '...'])('is none on the path %j', async (key) => {
    expect((await save({ type: 'appFile', key, config: { create: true } }))[0]).toBe(201);
  });

  it.each<[string, unknown, string]>([
    ['maxAge', 'x', 'must be a number'],
    ['maxAge', '5', 'must be a number'],
    ['maxAge', -1, 'must not be below 0'],
    ['attributeWhitelist', [1], 'must be a list of texts'],
    ['attributeBlacklist', 'a', 'must be a list'],
  ])('is one whose %s is %j', async (field, value, rule) => {
    expect(await save({ type: 'deviceId', key: deviceId, config: { [field]: value } })).toEqual([
      400,
      `triggers[0].config.${field}`,
      `deviceId (trigger 1): ${field} ${rule}`,
    ]);
  });
});

describe('a dashboard', () => {
  const block = { blockType: 'section-header', startX: 0, startY: 0, width: 1, height: 1, config: {} };

  it.each<[object, string, string]>([
    [{ width: -1 }, 'width', 'must be above 0'],
    [{ width: 0 }, 'width', 'must be above 0'],
    [{ height: -5 }, 'height', 'must be above 0'],
    [{ height: 1e9 }, 'startY', 'and height must lie within 10000 rows'],
  ])('refuses a block of %j', async (place, field, rule) => {
    const refused = await refusalOf('POST', '/dashboards', { name: 'D', blocks: [{ ...block, ...place }] });
    expect(refused).toEqual([400, `blocks[0].${field}`, `blocks[0].${field} ${rule}`]);
  });

  it('shows a year at most, however long a window its block has', async () => {
    const graph = { ...block, blockType: 'graph', applicationId, id: 'g' };
    const config = { duration: 1e18, resolution: 1, segments: [{ deviceIds: [deviceId], attribute: 'temperature' }] };
    const { body } = await send('POST', 'dashboards', { name: 'D', blocks: [{ ...graph, config }] });
    const { body: answer } = await send('POST', `/dashboards/${body.id}/data`, {});
    expect((answer.blocks as Record<string, unknown>).g).toMatchObject({
      status: 'empty',
      data: { window: 31_536_000_000 },
    });
  });

  it('names the variable whose value is wrong, wherever it is given', async () => {
    const { body } = await send('POST', 'dashboards', {
      name: 'D',
      contextConfiguration: [
        { name: 'n', type: 'number', defaultValue: 1 },
        { name: 's', type: 'string', defaultValue: 'a' },
        { name: 't', type: 'deviceTag', defaultValue: { key: 'k', value: 'v' } },
      ],
    });
    const path = `/dashboards/${body.id}`;
    for (const value of ['0x5', '0b11', ' 5 ', '1_0', 'Infinity', '٥', '1e400']) {
      expect(await refusalOf('POST', `${path}/data`, { ctx: { n: value } })).toEqual([
        400,
        'ctx.n',
        `n: "${value}" is not a number`,
      ]);
      expect((await refusalOf('POST', `${path}/validateContext`, { n: value })).slice(0, 2)).toEqual([400, 'n']);
    }
    expect((await send('POST', `${path}/validateContext`, { n: '1e1' })).body.ctx).toMatchObject({ n: 10 });
    expect((await refusalOf('POST', `${path}/data`, { ctx: { zz: 1 } })).slice(0, 2)).toEqual([400, 'ctx.zz']);
    // Of several types that a value may have, the one that it has tells what is wrong with it.
    expect((await refusalOf('POST', `${path}/data`, { ctx: { s: 'x'.repeat(100_000) } }))[2]).toMatch(
      /^ctx\.s must NOT have more than \d+ characters$/,
    );
    expect((await refusalOf('POST', `${path}/data`, { ctx: { t: { key: 1 } } }))[1]).toBe('ctx.t.key');
    expect((await refusalOf('POST', `${path}/data`, { ctx: { t: { zz: 1 } } }))[1]).toBe('ctx.t.zz');
    expect((await refusalOf('POST', `${path}/data`, { ctx: { s: null } }))[2]).toBe(
      'ctx.s must be string or number or object',
    );
  });
});

it('names the field of what else could never be', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyJson = JSON.stringify({
    ...{ type: 'service_account', client_email: 'a@plant.iam.gserviceaccount.com' },
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  });
  const pubSub = (topic: string) => ({
    ...{ name: 'I', integrationType: 'googlePubSub', enabled: false, topics: [topic] },
    googlePubSubConfig: { projectId: 'plant-one', keyJson },
  });
  const topicRule = 'topics[0] must be a topic, or projects/<project>/topics/<topic>';
  for (const topic of ['google-like', 'projects/plant-one/topics/goog'])
    expect(await refusalOf('POST', 'integrations', pubSub(topic))).toEqual([400, 'topics[0]', topicRule]);
  const { body: organization } = await send('POST', '/orgs', { name: 'Alone' });
  const { body: me } = await send('GET', '/me', undefined);
  const alone = { userId: me.id, role: 'view' };
  expect(await refusalOf('PATCH', `/orgs/${organization.id}/member`, alone)).toEqual([
    400,
    'role',
    'role of the only admin must stay admin; name another admin first',
  ]);
  const invitation = { email: 'nobody', role: 'view' };
  expect(await refusalOf('POST', `/orgs/${organization.id}/invites`, invitation)).toEqual([
    400,
    'email',
    'email must be an e-mail address',
  ]);
});

describe('a bundle', () => {
  const header = 'resourceType: Application\nversion: 1\nresources:\n';
  const plant = `${header}  - name: Odd\n`;
  const table = (value: string) =>
    `resourceType: DataTable\nversion: 1\nresources:\n  - id: ~exportplaceholderid-dataTable-t~\n    name: T\n    columns:\n` +
    `      - {name: n, dataType: number, constraint: optional, defaultValue: ${value}}\n`;
  const bring = async (files: Record<string, string>) =>
    sendBundle(server, token, await makeZip(Object.entries(files).map(([path, content]) => ({ path, content }))));

  it.each<[string, string, string]>([
    ['a: [1\n', 'application.yaml', 'application.yaml is no YAML'],
    [`${header}  - null\n`, 'application.yaml', 'application.yaml has a resource that is no object'],
    [`${header}  - name: "a\\0b"\n`, 'name', 'name must not contain U+0000'],
  ])('names what is wrong in %j', async (text, field, message) => {
    const { status, body } = await bring({ 'application.yaml': text });
    expect([status, body.field]).toEqual([400, field]);
    expect(body.message).toContain(message);
  });

  it.each(['9007199254740993', '-9007199254740993.0', '1e400', '1e-400'])('refuses a record with %s', async (value) => {
    const { body } = await bring({ 'application.yaml': plant, 'dataTables/t.yaml': table(value) });
    expect(body.validationErrors?.map(({ type, message }) => [type, message])).toEqual([
      ['dataTable', 'columns[0].defaultValue must not be a number that a double cannot hold'],
    ]);
  });

  it.each(['9007199254740992', '0x10', '0.1', '5e-324'])('takes a record with %s', async (value) => {
    const { status, body } = await bring({ 'application.yaml': plant, 'dataTables/t.yaml': table(value) });
    expect([status, body.validationErrors]).toEqual([201, []]);
    const { body: tables } = await send('GET', `/applications/${body.application?.id}/data-tables`, undefined);
    expect(tables.items).toMatchObject([{ columns: [{ defaultValue: Number(value) }] }]);
  });
});
