import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, joinOrganization, makeToken, makeUser, type TestUser } from '../support/tenant.ts';

let server: SharedServer;
let adminToken: string;
let owner: TestUser;
beforeAll(async () => {
  server = await sharedServer();
  adminToken = (await logIn(server)).token;
  owner = await makeUser(server, adminToken, 'recent-owner@example.com');
});

async function makeApplication(client: Client, name: string, orgId?: string): Promise<string> {
  return (await client.applications.post({ application: { name, ...(orgId === undefined ? {} : { orgId }) } })).id;
}

async function open(client: Client, itemType: string, itemId: string, parentId?: string) {
  const data = { itemType, itemId, ...(parentId === undefined ? {} : { parentId }) };
  const list = await client.me.addRecentItem({ data });
  expectSchema('recentItemList', list);
  return namesOf(list);
}

async function recent(client: Client, itemType: string, parentId?: string) {
  const list = await client.me.fetchRecentItems({ itemType, ...(parentId === undefined ? {} : { parentId }) });
  expectSchema('recentItemList', list);
  expect(list).toMatchObject({ itemType, ...(parentId === undefined ? {} : { parentId }) });
  return namesOf(list);
}

function namesOf(list: { items: { name: string }[] }): string[] {
  return list.items.map(({ name }) => name);
}

it('returns what was opened last first, each thing once, under its present name', async () => {
  const { client } = owner;
  const first = await makeApplication(client, 'First');
  const second = await makeApplication(client, 'Second');
  expect(await recent(client, 'application')).toEqual([]);
  expect(await open(client, 'application', first)).toEqual(['First']);
  expect(await open(client, 'application', second.toUpperCase())).toEqual(['Second', 'First']);
  expect(await open(client, 'application', first)).toEqual(['First', 'Second']);
  await client.application.patch({ applicationId: second, application: { name: 'Renamed' } });
  expect(await recent(client, 'application')).toEqual(['First', 'Renamed']);
});

it('keeps a list for each parent, and twenty things in each', async () => {
  const { client } = owner;
  const plant = await makeApplication(client, 'Plant');
  const other = await makeApplication(client, 'Other plant');
  const make = async (applicationId: string, name: string): Promise<string> =>
    (await client.devices.post({ applicationId, device: { name } })).id;
  await open(client, 'device', await make(other, 'Elsewhere'), other);
  for (let index = 1; index <= 25; index += 1) await open(client, 'device', await make(plant, `Pump ${index}`), plant);
  const newest = Array.from({ length: 20 }, (_, index) => `Pump ${25 - index}`);
  expect(await recent(client, 'device', plant)).toEqual(newest);
  expect(await recent(client, 'device', other)).toEqual(['Elsewhere']);
  expect(await recent(client, 'device')).toEqual([]);
});

it('takes two at once', async () => {
  const { client } = owner;
  const applicationId = await makeApplication(client, 'Busy');
  const ids = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const { id } = await client.devices.post({ applicationId, device: { name: `Valve ${index}` } });
      return id as string;
    }),
  );
  await Promise.all([...ids, ...ids, ...ids].map((id) => open(client, 'device', id, applicationId)));
  expect((await recent(client, 'device', applicationId)).sort()).toEqual(ids.map((_, index) => `Valve ${index}`));
});

it('forgets what is deleted', async () => {
  const { client } = owner;
  const applicationId = await makeApplication(client, 'Short-lived');
  const kept = await client.devices.post({ applicationId, device: { name: 'Kept' } });
  const gone = await client.devices.post({ applicationId, device: { name: 'Gone' } });
  for (const { id } of [kept, gone]) await open(client, 'device', id, applicationId);
  await client.device.delete({ applicationId, deviceId: gone.id });
  expect(await recent(client, 'device', applicationId)).toEqual(['Kept']);
  await open(client, 'application', applicationId);
  await client.application.delete({ applicationId });
  expect(await recent(client, 'application')).not.toContain('Short-lived');
  expect(await recent(client, 'device', applicationId)).toEqual([]);
});

it('names nothing that the caller may not read: another tenant’s, or after membership has ended', async () => {
  const guest = await makeUser(server, adminToken, 'guest@example.com');
  const orgId = (await owner.client.orgs.post({ organization: { name: 'Works' } })).id;
  const applicationId = await makeApplication(owner.client, 'Shared', orgId);
  const device = await owner.client.devices.post({ applicationId, device: { name: 'Secret pump' } });
  const refused = async (itemType: string, itemId: string) =>
    expect(await failureOf(guest.client.me.addRecentItem({ data: { itemType, itemId } }))).toMatchObject({
      statusCode: 400,
      type: 'Validation',
      message: `itemId is not the id of any ${itemType}`,
    });
  await refused('application', applicationId);
  await refused('device', device.id);
  await refused('organization', orgId);
  await refused('application', '0'.repeat(24));

  await joinOrganization(owner.client, { orgId, email: guest.email, role: 'view', account: guest });
  expect(await open(guest.client, 'organization', orgId)).toEqual(['Works']);
  expect(await open(guest.client, 'application', applicationId, orgId)).toEqual(['Shared']);
  expect(await open(guest.client, 'device', device.id, applicationId)).toEqual(['Secret pump']);
  // A token that could not read the device is not told its name either.
  const narrow = await makeToken(server, '/me/tokens', { token: guest.token, scope: ['me.*'] });
  expect(await recent(connect(server, narrow.token), 'device', applicationId)).toEqual([]);

  await owner.client.org.removeMember({ orgId, userId: guest.userId });
  expect(await recent(guest.client, 'organization')).toEqual([]);
  expect(await recent(guest.client, 'application', orgId)).toEqual([]);
  expect(await recent(guest.client, 'device', applicationId)).toEqual([]);
});

it('refuses a parent that is not the item’s, types that nothing is of, and fields that it does not know', async () => {
  const { client } = owner;
  const applicationId = await makeApplication(client, 'Strict');
  const elsewhere = await makeApplication(client, 'Elsewhere');
  const { id: itemId } = await client.devices.post({ applicationId, device: { name: 'Pump' } });
  const refusal = async (data: object) => failureOf(client.me.addRecentItem({ data }));
  expect(await refusal({ itemType: 'device', itemId, parentId: elsewhere })).toMatchObject({
    statusCode: 400,
    message: 'parentId is not the id of the parent of the device',
  });
  expect(await refusal({ itemType: 'flow', itemId })).toMatchObject({ statusCode: 400 });
  expect(await refusal({ itemType: 'lamp', itemId })).toMatchObject({ statusCode: 400 });
  expect(await refusal({ itemType: 'device', itemId: 'x' })).toMatchObject({ statusCode: 400 });
  expect(await failureOf(client.me.fetchRecentItems({ itemType: 'lamp' }))).toMatchObject({ statusCode: 400 });
  expect(await recent(client, 'dashboard')).toEqual([]);
});

it('leaves the record of changes alone', async () => {
  const entries = async () => (await call(server, 'GET', '/me/audit-logs', { token: owner.token })).body.totalCount;
  const applicationId = await makeApplication(owner.client, 'Looked at');
  const before = await entries();
  expect(before).toBeGreaterThan(0);
  await open(owner.client, 'application', applicationId);
  expect(await entries()).toBe(before);
});
