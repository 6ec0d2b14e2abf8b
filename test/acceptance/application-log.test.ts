import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, get, makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await startServer();
  ({ client, token } = await logIn(server));
});
afterAll(() => server.stop());

interface Line {
  readonly level: string;
  readonly type: string;
  readonly deviceId?: string;
  readonly message: string;
  readonly details?: Record<string, unknown>;
}

async function watchLog(applicationId: string, query = '', headers: Record<string, string> = {}) {
  const url = `${server.http}/applications/${applicationId}/logStream?token=${token}${query}`;
  const reader = await EventReader.open(url, headers);
  return { reader, next: async () => (await reader.next('log'))?.data as Line };
}

it('tells who came, from where and with which key, and how the connection ended', async () => {
  const fixture = await makeDevice(client);
  const log = await watchLog(fixture.applicationId);
  const device = await connectDevice(server, fixture, { keepalive: 30 });
  expect(await log.next()).toMatchObject({
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    level: 'info',
    type: 'connect',
    deviceId: fixture.deviceId,
    deviceName: 'Pump',
    message: `Pump connected from 127.0.0.1 by MQTT with access key ${fixture.key}.`,
    details: { address: '127.0.0.1', transport: 'mqtt', key: fixture.key, keepAlive: 30, clean: true },
  });
  await device.endAsync();
  expect(await log.next()).toMatchObject({
    level: 'info',
    type: 'disconnect',
    message: expect.stringMatching(
      /^Pump disconnected after \d+ s: client disconnected\. It had sent 0 messages and received 0\.$/,
    ),
  });
  const webSocket = await connectDevice(server, fixture, { url: `${server.http.replace('http', 'ws')}/mqtt` });
  expect((await log.next()).message).toContain('by MQTT over WebSocket');
  webSocket.stream.destroy();
  expect(await log.next()).toMatchObject({ level: 'warn', message: expect.stringContaining('connection lost') });
  log.reader.close();
});

it('tells the application of a login that failed which half was wrong, and no other application', async () => {
  const fixture = await makeDevice(client);
  const other = await makeDevice(client);
  const restricted = await client.applicationKeys.post({
    applicationId: fixture.applicationId,
    applicationKey: { deviceIds: ['0123456789abcdef01234567'] },
  });
  const log = await watchLog(fixture.applicationId);
  const foreign = await watchLog(other.applicationId);
  const attempt = async (change: object, options = {}): Promise<Line> => {
    await expect(connectDevice(server, { ...fixture, ...change }, options)).rejects.toBeInstanceOf(Error);
    return log.next();
  };
  const refused = 'Pump was refused (MQTT from 127.0.0.1): ';
  expect(await attempt({ secret: 'wrong' })).toMatchObject({
    level: 'warn',
    type: 'authFailure',
    deviceId: fixture.deviceId,
    message: `${refused}the secret does not belong to the access key (access key ${fixture.key}).`,
  });
  expect((await attempt({ key: 'unknown-key' })).message).toBe(
    `${refused}its access key unkn… is not one of this application.`,
  );
  expect((await attempt({ key: '' })).message).toBe(`${refused}it gave no access key.`);
  expect((await attempt({ key: restricted.key, secret: restricted.secret })).message).toContain(
    'the access key is restricted to other devices',
  );
  expect((await attempt({ deviceId: 'ffffffffffffffffffffffff' })).message).toBe(
    '"ffffffffffffffffffffffff" was refused (MQTT from 127.0.0.1): the application of the access key has no device ' +
      `with this id (access key ${fixture.key}).`,
  );
  // The right key of another application: both are told, each of its own.
  expect((await attempt({ key: other.key, secret: other.secret })).message).toBe(
    `${refused}its access key ${other.key.slice(0, 4)}… is not one of this application.`,
  );
  const told = await foreign.next();
  expect(told.message).toContain(`"${fixture.deviceId}" was refused`);
  expect(told.message).not.toContain('Pump');
  await client.applicationKey.patch({
    applicationId: fixture.applicationId,
    applicationKeyId: restricted.id,
    applicationKey: { status: 'inactive' },
  });
  expect((await attempt({ key: restricted.key, secret: restricted.secret })).message).toContain('is inactive');
  expect((await attempt({}, { protocolVersion: 5 })).message).toContain('protocol version 5 is not offered');
  const login = connect(server).auth.authenticateDevice({ credentials: { ...fixture, secret: 'x' } });
  expect(await failureOf(login)).toMatchObject({ statusCode: 400 });
  const { deviceId, key } = fixture;
  await failureOf(connect(server).auth.authenticateDevice({ credentials: { deviceId, key, secret: 'x' } }));
  expect((await log.next()).message).toContain('Pump was refused (REST from 127.0.0.1): the secret');
  log.reader.close();
  foreign.reader.close();
});

it('narrows to a device or to kinds of lines, replays what a returning reader missed, and announces gaps', async () => {
  const fixture = await makeDevice(client);
  const { applicationId } = fixture;
  const { id: deviceId } = await client.devices.post({ applicationId, device: { name: 'Fan' } });
  const ofFan = await watchLog(applicationId, `&deviceId=${deviceId.toUpperCase()}`);
  const ends = await watchLog(applicationId, '&types=disconnect,throttled');
  for (const each of [fixture, { ...fixture, deviceId }]) await (await connectDevice(server, each)).endAsync();
  expect((await ofFan.next()).message).toMatch(/^Fan connected/);
  expect((await ends.next()).message).toMatch(/^Pump disconnected/);
  const last = await ends.reader.next('log');
  expect(last?.data).toMatchObject({ deviceId, type: 'disconnect' });
  ends.reader.close();
  await (await connectDevice(server, fixture)).endAsync();
  const again = await watchLog(applicationId, '', { 'Last-Event-ID': last?.id ?? '' });
  expect((await again.next()).message).toMatch(/^Pump connected/);
  const stranger = await watchLog(applicationId, '', { 'Last-Event-ID': 'ffffffffffff-7' });
  expect(await stranger.reader.next('gap')).toBeDefined();
  for (const each of [ofFan, again, stranger]) each.reader.close();
  const wrong = await get(server, `/applications/${applicationId}/logStream?types=connect,nonsense`, token);
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ message: expect.stringContaining('types must be') });
});

it('opens to the scope application.debug, and ends with its token or its application', async () => {
  const { applicationId } = await makeDevice(client);
  const make = (scope: string[]) =>
    client.applicationApiTokens.post({ applicationId, apiToken: { name: scope[0], scope } });
  const debug = await make(['application.debug']);
  const path = `/applications/${applicationId}/logStream`;
  expect((await get(server, path, (await make(['application.get'])).token)).status).toBe(403);
  expect((await get(server, path)).status).toBe(401);
  const byToken = await EventReader.open(`${server.http}${path}`, { Authorization: `Bearer ${debug.token}` });
  const byUser = await watchLog(applicationId);
  await client.applicationApiToken.delete({ applicationId, apiTokenId: debug.id });
  expect(await byToken.next('log')).toBeUndefined();
  await client.application.delete({ applicationId });
  expect(await byUser.reader.next('log')).toBeUndefined();
});
