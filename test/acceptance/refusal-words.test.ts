// What refusals say: the field, the rule, and nothing that only a programmer of the server could read.
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

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

const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

it.each<[string, string, object, string, string]>([
  [
    'the key of a tag of an event',
    'events',
    { level: 'info', subject: 'x', eventTags: { ä: 'x' } },
    'eventTags.ä',
    'eventTags must not have the key "ä": keys must be 1 to 255 letters (a to z), digits, - and _',
  ],
  [
    'a tag without key and value, which selects nothing',
    'keys',
    { deviceTags: [{}] },
    'deviceTags[0]',
    'deviceTags[0] must have a key or a value',
  ],
  [
    'the name of a command with U+0000',
    'devices/command',
    { deviceTags: [{ key: 'a' }], name: 'x\0' },
    'name',
    'name must not contain U+0000 or lone surrogates',
  ],
  [
    'a damaged certificate',
    'certificate-authorities',
    { name: 'a', caBundle: damaged },
    'caBundle',
    'caBundle holds a certificate (number 1) that is damaged or not complete',
  ],
  ['a number that no row has', 'notification-inbox/read', { upTo: 1e300 }, 'upTo', 'upTo must be <= 9007199254740991'],
])('name what is wrong with %s', async (_what, path, body, field, message) => {
  const { status, body: error } = await send('POST', path, body);
  expect([status, error.message]).toEqual([400, message]);
  if (!field.includes('ä')) expect(error.field).toBe(field);
});

it('name the line of a CSV, and what is wrong there in plain words', async () => {
  const recipe = await client.deviceRecipes.post({
    applicationId,
    deviceRecipe: { name: 'R', deviceName: 'R', deviceClass: 'standalone' },
  });
  const refusalOf = async (csv: string) => {
    const path = `device-recipes/${recipe.id}/bulkCreate`;
    const { status, body } = await send('POST', path, { csv, nameColumn: 'name' });
    return [status, body.message];
  };
  expect(await refusalOf('name,tag\n"a')).toEqual([400, 'csv is not valid in line 2: a quote is never closed']);
  // One byte order mark is ignored, a second one is data (semantics.md, "UTF-8"): the column has another name.
  expect(await refusalOf('\ufeff\ufeffname,tag\na,1')).toEqual([400, expect.stringContaining('name')]);
});

it('refuse a time zone that there is not, where a dashboard is read', async () => {
  const dashboard = await client.dashboards.post({ dashboard: { name: 'D', applicationId } });
  const read = (timezone: string) => send('POST', `/dashboards/${dashboard.id}/data`, { timezone });
  expect((await read('Nowhere/X')).body).toMatchObject({
    type: 'Validation',
    field: 'timezone',
    message: 'timezone must be the name of a time zone, such as Europe/Berlin',
  });
  expect((await read('Asia/Kolkata')).status).toBe(200);
});

it('keep what is good of an array of states, whatever the others are', async () => {
  const { status, body } = await send('POST', `devices/${deviceId}/state`, [
    { data: { temperature: 1 }, time: Date.now() - 1000 },
    { data: { temperature: 2 }, time: true },
    5,
    null,
  ]);
  expect([status, body]).toEqual([
    200,
    {
      success: true,
      rejected: [
        { index: 2, message: 'state must be an object with "data"' },
        { index: 3, message: 'state must be an object with "data"' },
      ],
    },
  ]);
  expect((await send('POST', `devices/${deviceId}/state`, { data: { temperature: 3 }, time: [] })).status).toBe(200);
});

it('come in the type that the document of the API has', async () => {
  const response = await fetch(`${server.http}/openapi.json`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
});
