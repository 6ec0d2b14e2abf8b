import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { closedBy, connectDevice, get, makeDevice } from '../support/fixtures.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { startServer } from '../support/start-server.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});

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

it('tells what became of each report: stored, stored in part, refused and why', async () => {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const log = await watchLog(applicationId, '&types=state,stateDropped,stateRefused');
  const device = await connectDevice(server, fixture);
  const publish = async (payload: string | Buffer): Promise<Line> => {
    await device.publishAsync(`losant/${deviceId}/state`, payload, { qos: 1 });
    return log.next();
  };
  expect(await publish('{"time":1700000000000,"data":{"temperature":1}}')).toMatchObject({
    level: 'warn',
    type: 'stateRefused',
    deviceId,
    message: 'A report of Pump was refused (device.mqtt): time is more than 30 days ago.',
    details: { report: '{"time":1700000000000,"data":{"temperature":1}}' },
  });
  const stored = await publish('{"data":{"temperature":"21.5","running":1}}');
  expect(stored).toMatchObject({ level: 'info', type: 'state' });
  expect(stored.message).toMatch(
    /^The state of Pump at \S+Z was stored: temperature = 21.5, running = true \(device\.mqtt\)\.$/,
  );
  expect((await publish('{"data":{"temperature":2,"other":3,"running":"perhaps"}}')).type).toBe('state');
  expect(await log.next()).toMatchObject({
    level: 'warn',
    type: 'stateDropped',
    message:
      'Pump reported 3 values, of which 2 were dropped: data.other is not an attribute of the device; ' +
      'data.running is not true or false. The rest was stored.',
  });
  expect((await publish('{"time":"yesterday","data":{"temperature":2}}')).message).toContain(
    'Its time could not be understood',
  );
  expect((await publish('not json')).message).toContain('the payload is not valid JSON');
  expect(await publish('[]')).toMatchObject({
    type: 'stateRefused',
    message: 'A report of Pump was refused (device.mqtt): the report has no state.',
  });
  expect((await publish(`{"data":${'['.repeat(70)}${']'.repeat(70)}}`)).message).toContain(
    'the payload is nested deeper than 64 levels',
  );
  expect(await publish('{"data":{"temperature":3,"__proto__":1}}')).toMatchObject({
    type: 'stateDropped',
    message: 'Pump reported a key __proto__, which is never taken: it was left out with its value.',
  });
  expect((await log.next()).type).toBe('state');
  expect((await publish('{"data":{}}')).message).toContain('data has no attribute');
  await client.device.sendState({
    applicationId,
    deviceId,
    deviceState: [...Array(12).fill({ data: { temperature: 1 } }), { data: { nothing: 1 } }],
  });
  expect((await log.next()).message).toMatch(/^12 states of Pump from .* were stored \(user\.rest\)\.$/);
  expect((await log.next()).message).toBe(
    '1 of 13 states of a report of Pump were refused (user.rest): data.nothing is not an attribute of the device.',
  );
  log.reader.close();
  await device.endAsync();
});

it('tells of messages, subscriptions and commands, and of nobody who heard one', async () => {
  const fixture = await makeDevice(client, {
    key: { filterType: 'blacklist', pubTopics: ['no/#'], subTopics: ['no/#'] },
  });
  const { applicationId, deviceId } = fixture;
  const other = await client.devices.post({ applicationId, device: { name: 'Other' } });
  const log = await watchLog(applicationId, '&types=subscribe,message,messageRefused,command');
  const send = (name: string) => client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name } });
  await send('early');
  expect((await log.next()).message).toBe('The command "early" for Pump was sent by a user.');
  expect(await log.next()).toMatchObject({
    level: 'warn',
    type: 'command',
    message: expect.stringMatching(/^Nobody heard the command "early" for Pump: it is not connected\./),
  });
  const device = await connectDevice(server, fixture);
  await send('deaf');
  await log.next();
  expect((await log.next()).message).toContain(`it is connected, but has not subscribed to losant/${deviceId}/command`);
  for (const filter of [`losant/${deviceId}/command`, 'a/#']) {
    await device.subscribeAsync(filter);
    expect((await log.next()).message).toBe(`Pump subscribed to ${filter}.`);
  }
  await send('now');
  await log.next();
  expect((await log.next()).message).toBe('A command went out over the connection of Pump.');
  for (const [filter, reason] of [
    ['no/#', 'the access key does not allow it'],
    ['losant/#', 'below losant/ and $'],
    [`losant/${other.id}/command`, 'the device may not subscribe for that device'],
    ['losant/ffffffffffffffffffffffff/command', 'there is no device with this id'],
  ] as const) {
    await expect(device.subscribeAsync(filter)).rejects.toThrow();
    expect(await log.next()).toMatchObject({ level: 'warn', message: expect.stringContaining(reason) });
  }
  await device.publishAsync('a/b', 'x'.repeat(23), { qos: 1 });
  expect(await log.next()).toMatchObject({ level: 'info', message: 'Pump published 23 bytes on a/b.' });
  await client.application.mqttPublishMessage({ applicationId, payload: { topic: 'c', message: 'é' } });
  expect((await log.next()).message).toBe('2 bytes were published on c by REST (a user).');
  for (const [topic, reason] of [
    ['no/x', 'the access key does not allow publishing on this topic'],
    [`losant/${other.id}/state`, 'the device may not publish for that device'],
    ['$SYS/x', 'below losant/ and $'],
  ] as const) {
    const refused = await connectDevice(server, fixture);
    const closed = closedBy(refused);
    refused.publish(topic, 'x', { qos: 1 });
    await closed;
    expect(await log.next()).toMatchObject({ type: 'messageRefused', message: expect.stringContaining(reason) });
  }
  log.reader.close();
});

inSlowSuite('starts a server of its own', () => {
  it('tells of what the throttle turned away, for each peripheral of a gateway on its own', async () => {
    const strict = await startServer({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: '3/60s' } });
    try {
      const { client: operator, token: bearer } = await logIn(strict);
      const gateway = await makeDevice(operator, { device: { name: 'Gate', deviceClass: 'gateway' } });
      const { applicationId } = gateway;
      const attributes = [{ name: 'level', dataType: 'number' }];
      const probes: string[] = [];
      for (const name of ['One', 'Two']) {
        const device = { name, deviceClass: 'peripheral', gatewayId: gateway.deviceId, attributes };
        probes.push((await operator.devices.post({ applicationId, device })).id);
      }
      const url = `${strict.http}/applications/${applicationId}/logStream?types=throttled&token=${bearer}`;
      const log = await EventReader.open(url);
      const device = await connectDevice(strict, gateway);
      for (let count = 0; count < 3; count += 1) {
        for (const probe of probes) {
          await device.publishAsync(`losant/${probe}/state`, '{"data":{"level":1}}', { qos: 1 });
        }
      }
      const closed = closedBy(device);
      device.publish(`losant/${probes[1]}/state`, '{"data":{"level":1}}', { qos: 1 });
      await closed;
      expect((await log.next('log'))?.data).toMatchObject({
        level: 'warn',
        deviceId: probes[1],
        message: 'Two, by way of Gate, sent more than 3 messages in 60 s: the connection of Gate is closed.',
      });
      const report = () =>
        fetch(`${strict.http}/applications/${applicationId}/devices/${gateway.deviceId}/state`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
          body: '{"data":{"level":1}}',
        });
      const remaining: unknown[] = [];
      for (let count = 0; count < 3; count += 1) {
        const { status, headers } = await report();
        // Its one attribute is not there: refused, but counted all the same.
        expect(status).toBe(400);
        remaining.push(headers.get('ratelimit-remaining'));
      }
      expect(remaining).toEqual(['2', '1', '0']);
      const refused = await report();
      expect(refused.status).toBe(429);
      expect(refused.headers.get('ratelimit-limit')).toBe('3');
      expect(Number(refused.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      expect((await log.next('log'))?.data).toMatchObject({
        deviceId: gateway.deviceId,
        message: 'A report of Gate by REST was refused: more than 3 messages in 60 s.',
      });
      log.close();
    } finally {
      await strict.stop();
    }
  }, 120_000);
});
