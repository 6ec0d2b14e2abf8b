// What a device is said to understand, kept with it or with its recipe (resources.md, "Forms for commands").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token } = await makeUser(server, admin.token, 'command-forms@example.com'));
  applicationId = (await client.applications.post({ application: { name: 'Pumps' } })).id;
});

const commandForms = [
  {
    name: 'setSpeed',
    description: 'Turns the drum',
    fields: [
      { name: 'speed', dataType: 'number', unit: 'rpm', min: 0, max: 100, default: 20, required: true },
      { name: 'mode', dataType: 'string', label: 'Mode', choices: ['slow', 'fast'], default: 'fast' },
      { name: 'reverse', dataType: 'boolean' },
    ],
  },
  { name: 'stop' },
];
const devices = () => `/applications/${applicationId}/devices`;
const post = (path: string, body: object) => call(server, 'POST', path, { token, body });

it('is kept with a device, left out where there is nothing, and changed as a whole', async () => {
  const made = await post(devices(), { name: 'Pump', commandForms });
  expect(made).toMatchObject({ status: 201, body: { commandForms } });
  const path = `${devices()}/${made.body.id}`;
  expect((await call(server, 'GET', path, { token })).body.commandForms).toEqual(commandForms);
  const renamed = await call(server, 'PATCH', path, { token, body: { name: 'Pump 1' } });
  expect(renamed.body.commandForms).toEqual(commandForms);
  const cleared = await call(server, 'PATCH', path, { token, body: { commandForms: [] } });
  expect(cleared.status).toBe(200);
  // As the platform returns a device, for whoever has no use for them.
  expect(cleared.body).not.toHaveProperty('commandForms');
});

it('comes from the recipe that a device is made of', async () => {
  const recipe = await post(`/applications/${applicationId}/device-recipes`, { name: 'Pumps', commandForms });
  expect(recipe).toMatchObject({ status: 201, body: { commandForms } });
  const recipePath = `/applications/${applicationId}/device-recipes/${recipe.body.id}`;
  const created = await post(`${recipePath}/bulkCreate`, { csv: 'name\nOf the recipe\n', nameColumn: 'name' });
  expect(created).toMatchObject({ status: 201, body: { created: 1, failed: 0 } });
  const list = await client.devices.get({ applicationId, filterField: 'name', filter: 'Of the recipe' });
  expect(list.items).toMatchObject([{ commandForms }]);
  const later = [{ name: 'stop' }];
  const patched = await call(server, 'PATCH', recipePath, { token, body: { commandForms: later } });
  expect(patched.body.commandForms).toEqual(later);
  // What was made before stays as it is.
  const again = await client.devices.get({ applicationId, filterField: 'name', filter: 'Of the recipe' });
  expect(again.items).toMatchObject([{ commandForms }]);
});

const field = (fields: object) => [{ name: 'a', fields: [{ name: 'x', dataType: 'number', ...fields }] }];
it.each([
  [[{ name: 'a' }, { name: 'a' }], 'commandForms[1].name must be unique'],
  [[{ name: '' }], 'commandForms[0].name'],
  [[{ name: 'a', colour: 'red' }], 'commandForms[0].colour'],
  [field({ name: '__proto__' }), 'commandForms[0].fields[0].name must not be __proto__'],
  [field({ dataType: 'gps' }), 'commandForms[0].fields[0].dataType'],
  [field({ min: 2, max: 1 }), 'commandForms[0].fields[0].min must not be above max'],
  [field({ dataType: 'string', max: 1 }), 'commandForms[0].fields[0].max is only for numbers'],
  [field({ choices: [] }), 'commandForms[0].fields[0].choices must not be empty'],
  [field({ choices: [1, 1] }), 'commandForms[0].fields[0].choices must not have a value twice'],
  [field({ choices: ['one'] }), 'commandForms[0].fields[0].choices[0] must be a number'],
  [field({ dataType: 'boolean', choices: [1] }), 'commandForms[0].fields[0].choices is not for boolean'],
  [field({ default: 'high' }), 'commandForms[0].fields[0].default must be a number'],
  [field({ max: 1, default: 2 }), 'commandForms[0].fields[0].default must not be above max (1)'],
  [field({ choices: [1, 2], default: 3 }), 'commandForms[0].fields[0].default must be one of choices'],
])('refuses what no form could be made of, naming the field: %j', async (forms, message) => {
  for (const path of [devices(), `/applications/${applicationId}/device-recipes`]) {
    const refused = await post(path, { name: 'Refused', commandForms: forms });
    expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  }
});
