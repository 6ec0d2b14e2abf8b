// What every object of JavaScript has is a name like any other for tags, attributes, columns and blocks; `__proto__` alone is refused
// where it could never be used.
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;

const inherited = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await makeUser(server, (await logIn(server)).token, 'inherited-names@example.com'));
  applicationId = (await client.applications.post({ application: { name: 'Inherited names' } })).id;
  const tags = [...inherited, '__proto__'].map((key) => ({ key, value: `of ${key}` }));
  const attributes = inherited.map((name) => ({ name, dataType: 'number' }));
  ({ deviceId } = await client.devices.post({ applicationId, device: { name: 'Odd', tags, attributes } }));
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { constructor: 1, toString: 2 } } });
});

it('shows them in dashboards', async () => {
  const place = (startX: number) => ({ startX, startY: 0, width: 1, height: 1 });
  const list = { columns: [{ id: 'a', type: 'tag', source: 'constructor' }] };
  const { id } = await client.dashboards.post({
    dashboard: {
      name: 'Odd',
      applicationId,
      blocks: [
        { id: 'constructor', blockType: 'section-header', ...place(0), config: {} },
        { id: 'toString', blockType: 'device-list', ...place(1), config: list },
        { id: 'valueOf', blockType: 'input', ...place(2), config: { controls: [] } },
      ],
      contextConfiguration: [
        {
          ...{ name: 'pump', type: 'deviceId', applicationId, defaultValue: deviceId },
          ...{ validationEnabled: true, validationConfig: { includeFullDevice: true } },
        },
      ],
    },
  });
  const { status, body } = await call(server, 'POST', `/dashboards/${id}/data`, { token, body: {} });
  expect(status).toBe(200);
  expect(body.blocks).toMatchObject({
    constructor: { status: 'ok' },
    toString: { data: { rows: [{ cells: [{ raw: 'of constructor' }] }] } },
    valueOf: { status: 'empty' },
  });
  const context = await call(server, 'POST', `/dashboards/${id}/validateContext`, { token, body: {} });
  expect(context.body).toMatchObject({ success: true, ctx: { pump: { tags: { constructor: ['of constructor'] } } } });
  const windows = { none: { duration: 1000 } };
  expect(await call(server, 'POST', `/dashboards/${id}/data`, { token, body: { windows } })).toMatchObject({
    status: 400,
    body: { field: 'windows' },
  });
});

it('queries rows by columns of such names', async () => {
  const columns = inherited.map((name) => ({ name, dataType: 'string', constraint: 'optional' }));
  const { dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Odd', columns } });
  const row = { constructor: 'a', valueOf: 'b' };
  await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow: row });
  const query = { $or: [{ constructor: { $contains: 'a' } }, Object.fromEntries([['toString', { $contains: 'a' }]])] };
  const found = await client.dataTableRows.query({ applicationId, dataTableId, query });
  expect(found.items).toMatchObject([{ ...row, toString: null }]);
});

it('leaves what is no place of the subject of an alarm as it stands', async () => {
  const rule = { name: 'Odd', kind: 'threshold', level: 'info', minutes: 0, attribute: 'toString', operator: 'above' };
  const body = { ...rule, limit: 5, subject: '{device} {constructor} {value}' };
  expect(await call(server, 'POST', `/applications/${applicationId}/alarm-rules`, { token, body })).toMatchObject({
    status: 201,
  });
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { toString: 9 } } });
  await expect
    .poll(async () => (await client.events.get({ applicationId })).items[0]?.subject, { timeout: 20_000 })
    .toBe('Odd {constructor} 9');
});

it('names the key of a tag of an attribute, a global or a variable that cannot be', async () => {
  const attribute = { name: 'level', dataType: 'number', attributeTags: { 'a b': 'c' } };
  const globals = [{ key: '__proto__', json: '1' }];
  const alarm = { name: 'Bad', kind: 'threshold', level: 'info', minutes: 0, operator: 'above', limit: 1 };
  const variable = { name: '__proto__', type: 'string', defaultValue: 'x' };
  const application = `/applications/${applicationId}`;
  for (const [method, path, body, field] of [
    ['POST', `${application}/devices`, { name: 'Bad', attributes: [attribute] }, 'attributes[0].attributeTags'],
    ['PATCH', application, { globals }, 'globals[0].key'],
    ['POST', `${application}/flows`, { name: 'Bad', globals }, 'globals[0].key'],
    ['POST', `${application}/alarm-rules`, { ...alarm, attribute: '__proto__' }, 'attribute'],
    ['POST', '/dashboards', { name: 'Bad', contextConfiguration: [variable] }, 'contextConfiguration[0].name'],
  ] as const) {
    expect(await call(server, method, path, { token, body })).toMatchObject({ status: 400, body: { field } });
  }
});
