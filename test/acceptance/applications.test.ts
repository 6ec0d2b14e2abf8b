import { beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  // Somebody who has nothing yet, and sees only what is made here.
  ({ client } = await makeUser(server, (await logIn(server)).token, 'applications@example.com'));
});

it('creates, shows, lists, changes and deletes an application', async () => {
  const created = await client.applications.post({ application: { name: 'Plant', description: 'North' } });
  expectSchema('application', created);
  expect(created).toMatchObject({ name: 'Plant', description: 'North', ownerType: 'user', _type: 'application' });
  const applicationId = created.id;
  const shown = await client.application.get({ applicationId });
  expectSchema('application', shown);
  expect(shown).toEqual(created);
  const page = await client.applications.get({ filterField: 'name', filter: 'pla*' });
  expectSchema('applications', page);
  expect(page).toMatchObject({ count: 1, totalCount: 1, perPage: 100, page: 0, items: [{ id: applicationId }] });
  const patched = await client.application.patch({
    applicationId,
    application: { description: 'South', endpointSlug: 'plant-south' },
  });
  expectSchema('application', patched);
  expect(patched).toMatchObject({ name: 'Plant', description: 'South', endpointSlug: 'plant-south' });
  const deleted = await client.application.delete({ applicationId });
  expectSchema('success', deleted);
  expect(await failureOf(client.application.get({ applicationId }))).toMatchObject({
    statusCode: 404,
    type: 'NotFound',
  });
  expect((await client.applications.get({})).totalCount).toBe(0);
});

it('counts the resources of an application truly', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  await client.devices.post({ applicationId, device: { name: 'Second' } });
  await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'reader' } });
  const { summary } = await client.application.get({ applicationId });
  expect(summary).toMatchObject({ deviceCount: 2, keyCount: 1, apiTokenCount: 1, flowCount: 0 });
  await client.device.delete({ applicationId, deviceId });
  const narrowed = await client.applications.get({
    summaryInclude: 'deviceCount,keyCount',
    summaryExclude: 'keyCount',
  });
  expect(narrowed.items.map((item: { summary: object }) => item.summary)).toEqual([{ deviceCount: 1 }]);
});

it('refuses what breaks a rule, naming the field, and changes nothing', async () => {
  const { id: applicationId } = await client.applications.post({
    application: { name: 'Rules', endpointSlug: 'taken' },
  });
  const other = await client.applications.post({ application: { name: 'Other' } });
  const wrong: [object, number, string][] = [
    [{ name: '' }, 400, 'name'],
    [{ name: 'x'.repeat(256) }, 400, 'name'],
    [{ name: 5 }, 400, 'name'],
    [{ colour: 'red' }, 400, 'colour'],
    [{ endpointSlug: 'NO' }, 400, 'endpointSlug'],
    [{ endpointSlug: 'plant-' }, 400, 'endpointSlug must not begin or end with a hyphen'],
    [{ endpointSlug: 'abcdef0123456789abcdef01' }, 400, 'endpointSlug must not look like an id'],
    [{ endpointSlug: 'console' }, 400, 'endpointSlug is reserved: console'],
    [{ globals: [{ key: 'a', json: '{' }] }, 400, 'globals[0].json'],
    [
      {
        name: 'changed',
        globals: [
          { key: 'a', json: '1' },
          { key: 'a', json: '2' },
        ],
      },
      400,
      'globals[1].key',
    ],
    [{ archiveConfig: { local: {} } }, 400, 'archiveConfig.local'],
    [{ archiveConfig: { mode: 'all' } }, 400, 'archiveConfig'],
    [{ expUserTokenCutoff: 'soon' }, 400, 'expUserTokenCutoff'],
  ];
  for (const [application, statusCode, field] of wrong) {
    expect(await failureOf(client.application.patch({ applicationId, application }))).toMatchObject({
      statusCode,
      type: 'Validation',
      message: expect.stringContaining(field),
    });
  }
  const conflict = client.application.patch({ applicationId: other.id, application: { endpointSlug: 'taken' } });
  expect(await failureOf(conflict)).toMatchObject({ statusCode: 409, type: 'Conflict' });
  expect(await client.application.get({ applicationId })).toMatchObject({ name: 'Rules', globals: [] });
});

it('leaves links out when asked to', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Links' } });
  const withLinks = await client.application.get({ applicationId });
  expect(withLinks._links.self.href).toBe(`/applications/${applicationId}`);
  expect(await client.application.get({ applicationId, _links: false })).not.toHaveProperty('_links');
});

it('finds everything in the application by partial name, best first', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Search' } });
  const names = ['Boiler', 'boiler room', 'Old boiler', 'Preboiler', '100% full', 'Chiller'];
  for (const name of names) {
    await client.devices.post({
      applicationId,
      device: { name, description: `about ${name}`, tags: [{ key: 'Building', value: name }] },
    });
  }
  await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'boiler token' } });
  const found = async (filter: string): Promise<string[]> => {
    const results = await client.application.search({ applicationId, filter });
    expectSchema('applicationSearchResult', results);
    return results.map((result: { name: string }) => result.name);
  };
  expect((await found('BOILER')).slice(0, 5)).toEqual([
    'Boiler',
    'boiler room',
    'boiler token',
    'Old boiler',
    'Preboiler',
  ]);
  expect(await found('chiler')).toEqual(['Chiller']);
  expect((await found('biol')).slice(0, 4)).toEqual(['Boiler', 'boiler room', 'boiler token', 'Old boiler']);
  expect(await found('0% f')).toEqual(['100% full']);
  expect(await found('building=chil')).toEqual(['Chiller']);
  const [chiller] = await client.application.search({ applicationId, filter: 'chiller' });
  expect(chiller).toMatchObject({ _type: 'device', metadata: { descriptor: 'about Chiller' } });
  expect((await found(chiller.id))[0]).toBe('Chiller');
  await client.device.patch({ applicationId, deviceId: chiller.id, device: { name: 'Cooler' } });
  expect(await found('cooler')).toContain('Cooler');
  expect(await failureOf(client.application.search({ applicationId }))).toMatchObject({
    statusCode: 400,
    message: 'filter is required',
  });
});
