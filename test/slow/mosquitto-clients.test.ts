import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const run = promisify(execFile);
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
});
afterAll(() => server.stop());

const credentials = (device: DeviceFixture): string[] => [
  ...['-h', '127.0.0.1', '-p', String(server.mqttPort), '-V', 'mqttv311'],
  ...['-i', device.deviceId, '-u', device.key, '-P', device.secret],
];

it('stores what mosquitto_pub reports', async () => {
  const device = await makeDevice(client);
  const topic = `losant/${device.deviceId}/state`;
  await run('mosquitto_pub', [...credentials(device), '-q', '1', '-t', topic, '-m', '{"data":{"temperature":19.5}}']);
  expect(await client.device.getState(device)).toMatchObject([{ data: { temperature: 19.5 } }]);
});

it('delivers commands and custom messages to mosquitto_sub', async () => {
  const device = await makeDevice(client);
  const { applicationId, deviceId } = device;
  const topics = ['-t', `losant/${deviceId}/command`, '-t', 'news/#'];
  // Into a pipe it would write only when its buffer is full.
  const subscriber = spawn('stdbuf', [
    '-oL',
    'mosquitto_sub',
    ...credentials(device),
    '-q',
    '1',
    '-C',
    '2',
    '-v',
    '-d',
    ...topics,
  ]);
  let text = '';
  subscriber.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const closed = once(subscriber, 'close');
  await expect.poll(() => text).toContain('Subscribed');
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'restart' } });
  await client.application.mqttPublishMessage({ applicationId, payload: { topic: 'news/a', message: 'hello' } });
  await closed;
  expect(text).toContain(`losant/${deviceId}/command {"name":"restart"`);
  expect(text).toContain('news/a hello');
});

it('is told 4 for a wrong secret', async () => {
  const device = await makeDevice(client);
  const attempt = run('mosquitto_pub', [...credentials({ ...device, secret: 'wrong' }), '-t', 'a', '-m', 'x']);
  await expect(attempt).rejects.toMatchObject({ stderr: expect.stringContaining('bad user name or password') });
});
