import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { closedBy, connectDevice, get, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { adminEmail, adminPassword } from '../support/start-server.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});

it('logs a person in and tells who it is', async () => {
  const answer = await connect(server).auth.authenticateUser({
    credentials: { email: adminEmail.toUpperCase(), password: adminPassword },
  });
  expectSchema('authedUser', answer);
  const me = await connect(server, answer.token).me.get({});
  expectSchema('me', me);
  expect(me).toMatchObject({ email: adminEmail, userId: answer.userId });
});

it('responds to an unknown e-mail as to a wrong password', async () => {
  const anonymous = connect(server);
  const failures = [];
  for (const credentials of [
    { email: adminEmail, password: 'not the password' },
    { email: 'nobody@example.com', password: adminPassword },
  ]) {
    const { statusCode, type, message } = await failureOf(anonymous.auth.authenticateUser({ credentials }));
    failures.push({ statusCode, type, message });
  }
  expect(failures[0]).toMatchObject({ statusCode: 401, type: 'Unauthorized' });
  expect(failures[1]).toEqual(failures[0]);
});

it('narrows a login to the scopes asked for', async () => {
  const narrow = await connect(server).auth.authenticateUser({
    credentials: { email: adminEmail, password: adminPassword, requestedScopes: ['me.get'] },
  });
  const narrowed = connect(server, narrow.token);
  expect(await narrowed.me.get({})).toMatchObject({ email: adminEmail });
  expect(await failureOf(narrowed.applications.get({}))).toMatchObject({ statusCode: 403, type: 'Forbidden' });
});

it('manages access keys, whose secret is shown once', async () => {
  const { applicationId } = await makeDevice(client);
  const created = await client.applicationKeys.post({ applicationId, applicationKey: { description: 'spare' } });
  expectSchema('applicationKeyPostResponse', created);
  expect(created.secret).toMatch(/^[0-9a-f]{64}$/);
  const applicationKeyId = created.id;
  const shown = await client.applicationKey.get({ applicationId, applicationKeyId });
  expectSchema('applicationKey', shown);
  expect(shown).not.toHaveProperty('secret');
  const page = await client.applicationKeys.get({ applicationId });
  expectSchema('applicationKeys', page);
  expect(page.totalCount).toBe(2);
  const patched = await client.applicationKey.patch({
    applicationId,
    applicationKeyId,
    applicationKey: { status: 'inactive', filterType: 'whitelist', pubTopics: ['a/#'] },
  });
  expect(patched).toMatchObject({ status: 'inactive', filterType: 'whitelist', pubTopics: ['a/#'] });
  expectSchema('success', await client.applicationKey.delete({ applicationId, applicationKeyId }));
  expect(await failureOf(client.applicationKey.get({ applicationId, applicationKeyId }))).toMatchObject({
    statusCode: 404,
  });
});

it('manages API tokens of an application: shown once, scoped, and dead the moment they are revoked', async () => {
  const { applicationId } = await makeDevice(client);
  const created = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'reader', scope: ['application.get', 'applicationApiTokens.get'] },
  });
  expectSchema('apiToken', created);
  const apiTokenId = created.id;
  const reader = connect(server, created.token);
  expect((await reader.application.get({ applicationId })).id).toBe(applicationId);
  expect(await failureOf(reader.application.patch({ applicationId, application: {} }))).toMatchObject({
    statusCode: 403,
  });
  const page = await reader.applicationApiTokens.get({ applicationId });
  expectSchema('apiTokens', page);
  expect(page.items[0]).not.toHaveProperty('token');
  expect(await client.applicationApiToken.get({ applicationId, apiTokenId })).toMatchObject({ name: 'reader' });
  await client.applicationApiToken.patch({ applicationId, apiTokenId, apiToken: { status: 'inactive' } });
  expect(await failureOf(reader.application.get({ applicationId }))).toMatchObject({ statusCode: 401 });
  await client.applicationApiToken.patch({ applicationId, apiTokenId, apiToken: { status: 'active' } });
  expect((await reader.application.get({ applicationId })).id).toBe(applicationId);
  await client.applicationApiToken.delete({ applicationId, apiTokenId });
  expect(await failureOf(reader.application.get({ applicationId }))).toMatchObject({ statusCode: 401 });
});

it('never lets a token give more than it holds', async () => {
  const { applicationId } = await makeDevice(client);
  const { token: limited } = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'maker', scope: ['applicationApiTokens.*', 'application.get'] },
  });
  const maker = connect(server, limited);
  const give = (scope: string[]) => maker.applicationApiTokens.post({ applicationId, apiToken: { name: 'x', scope } });
  expect((await give(['application.get'])).scope).toEqual(['application.get']);
  expect(await failureOf(give(['application.*']))).toMatchObject({ statusCode: 403 });
  expect(await failureOf(give(['all.Application']))).toMatchObject({ statusCode: 403 });
  expect(await failureOf(give(['no.such']))).toMatchObject({ statusCode: 400 });
});

it("responds to another owner's application exactly as to one that does not exist", async () => {
  const mine = await makeDevice(client);
  const foreign = await makeDevice(client);
  const { token: program } = await client.applicationApiTokens.post({
    applicationId: mine.applicationId,
    apiToken: { name: 'program' },
  });
  const tell = async (id: string): Promise<string> => {
    const response = await get(server, `/applications/${id}/devices`, program);
    const { requestId, ...body } = (await response.json()) as Record<string, unknown>;
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    return `${response.status} ${JSON.stringify(body)}`;
  };
  const unknown = await tell('0123456789abcdef01234567');
  expect(unknown).toBe('404 {"type":"NotFound","message":"Application was not found"}');
  expect(await tell(foreign.applicationId)).toBe(unknown);
  expect(await tell('not-an-id')).toBe(unknown);
});

it('gives a device a token that reaches what a device may reach', async () => {
  const { applicationId, deviceId, key, secret } = await makeDevice(client);
  const other = await client.devices.post({ applicationId, device: { name: 'Other' } });
  const authenticate = (credentials: object) => connect(server).auth.authenticateDevice({ credentials });
  const login = await authenticate({ deviceId, key, secret });
  expectSchema('authedDevice', login);
  const device = connect(server, login.token);
  expect(await device.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 1 } } })).toEqual(
    {
      success: true,
    },
  );
  expect((await device.device.get({ applicationId, deviceId: other.id })).id).toBe(other.id);
  const foreignState = device.device.sendState({ applicationId, deviceId: other.id, deviceState: { data: {} } });
  expect(await failureOf(foreignState)).toMatchObject({ statusCode: 403 });
  expect(await failureOf(device.application.get({ applicationId }))).toMatchObject({ statusCode: 403 });
  expect(await failureOf(authenticate({ deviceId, key, secret: 'wrong' }))).toMatchObject({ statusCode: 401 });

  const restricted = await client.applicationKeys.post({
    applicationId,
    applicationKey: { deviceIds: [deviceId] },
  });
  const narrow = await authenticate({ deviceId, key: restricted.key, secret: restricted.secret });
  const narrowed = connect(server, narrow.token);
  expect(await failureOf(narrowed.device.get({ applicationId, deviceId: other.id }))).toMatchObject({
    statusCode: 404,
  });
  expect((await narrowed.devices.get({ applicationId })).totalCount).toBe(1);
  const strange = authenticate({ deviceId: other.id, key: restricted.key, secret: restricted.secret });
  expect(await failureOf(strange)).toMatchObject({ statusCode: 401 });
});

it('ends a device’s token when the device loses the tag that its key is for', async () => {
  const tags = [{ key: 'line', value: 'one' }];
  const key = { deviceTags: tags };
  const { applicationId, deviceId, ...secrets } = await makeDevice(client, { device: { tags }, key });
  const login = await connect(server).auth.authenticateDevice({ credentials: { deviceId, ...secrets } });
  const device = connect(server, login.token);
  expect((await device.device.get({ applicationId, deviceId })).id).toBe(deviceId);
  await client.device.patch({ applicationId, deviceId, device: { tags: [] } });
  expect(await failureOf(device.device.get({ applicationId, deviceId }))).toMatchObject({ statusCode: 401 });
});

it('lets no scope of a device’s token do what devices may not do', async () => {
  const { applicationId, deviceId, ...secrets } = await makeDevice(client);
  const login = await connect(server).auth.authenticateDevice({
    credentials: { deviceId, ...secrets, requestedScopes: ['device.*'] },
  });
  const device = connect(server, login.token);
  expect((await device.device.get({ applicationId, deviceId })).id).toBe(deviceId);
  for (const failure of await Promise.all(
    [
      device.device.delete({ applicationId, deviceId }),
      device.device.patch({ applicationId, deviceId, device: { name: 'Mine' } }),
    ].map(failureOf),
  )) {
    expect(failure).toMatchObject({ statusCode: 403 });
  }
});

it('shows a gateway with a restricted key its peripherals and nothing else', async () => {
  const gateway = await makeDevice(client, { device: { deviceClass: 'gateway' } });
  const { applicationId, deviceId } = gateway;
  const peripheral = { name: 'Sensor', deviceClass: 'peripheral', gatewayId: deviceId };
  const { id } = await client.devices.post({ applicationId, device: peripheral });
  const other = await client.devices.post({ applicationId, device: { name: 'Other' } });
  const key = await client.applicationKeys.post({ applicationId, applicationKey: { deviceIds: [deviceId] } });
  const login = await connect(server).auth.authenticateDevice({
    credentials: { deviceId, key: key.key, secret: key.secret },
  });
  const device = connect(server, login.token);
  const listed = (await device.devices.get({ applicationId })).items.map((item: { id: string }) => item.id);
  expect(listed.sort()).toEqual([deviceId, id].sort());
  expect((await device.device.get({ applicationId, deviceId: id })).id).toBe(id);
  expect((await failureOf(device.device.get({ applicationId, deviceId: other.id }))).statusCode).toBe(404);
});

it('ends tokens, connections and streams of an application with the application', async () => {
  const fixture = await makeDevice(client);
  const { applicationId } = fixture;
  const { token: program } = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'p' } });
  const device = await connectDevice(server, fixture);
  const closed = closedBy(device);
  await client.application.delete({ applicationId });
  await closed;
  expect((await get(server, `/applications/${applicationId}`, program)).status).toBe(401);
  expect((await get(server, `/applications/${applicationId}`, token)).status).toBe(404);
  await expect(connectDevice(server, fixture)).rejects.toMatchObject({ code: 4 });
});
