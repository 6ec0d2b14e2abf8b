import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Client } from './api.ts';
import { makeDevice } from './fixtures.ts';

const script = fileURLToPath(new URL('./paho_device.py', import.meta.url));

/**
 * A device in another language, Debian's python3-paho-mqtt: it reports, hears a command, goes, and finds its session again.
 *
 * @param options.client of the server that listens at `mqttPort`
 */
export async function runPahoDevice({ client, mqttPort }: { client: Client; mqttPort: number }): Promise<void> {
  const { applicationId, deviceId, key, secret } = await makeDevice(client);
  const run = promisify(execFile)('/usr/bin/python3', [script, String(mqttPort), deviceId, key, secret]);
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
}
