// A device in another language: Debian's python3-paho-mqtt.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const script = fileURLToPath(new URL('../support/paho_device.py', import.meta.url));
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
});
afterAll(() => server.stop());

it('lets a Paho device report, hear a command, and find its session again', async () => {
  const { applicationId, deviceId, key, secret } = await makeDevice(client);
  const run = promisify(execFile)('/usr/bin/python3', [script, String(server.mqttPort), deviceId, key, secret]);
  // It reports once it has subscribed, and ends its connection when it has the first command.
  await expect
    .poll(async () => (await client.device.getState({ applicationId, deviceId })).length, { timeout: 30_000 })
    .toBe(1);
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'first' } });
  await expect
    .poll(async () => (await client.device.get({ applicationId, deviceId })).connectionInfo.connected, {
      timeout: 30_000,
    })
    .toBe(0);
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'while away' } });
  await client.application.mqttPublishMessage({ applicationId, payload: { topic: 'go', message: 'on' } });
  run.child.stdin?.end('back\n');
  const { stdout } = await run;
  expect(stdout.trim().split('\n')).toEqual([
    'connected 0 new',
    'published at QoS 2',
    'command first',
    'connected 0 known',
    'command while away',
    'retained kept by paho',
  ]);
  expect(await client.device.getState({ applicationId, deviceId })).toMatchObject([{ data: { temperature: 18.25 } }]);
});
