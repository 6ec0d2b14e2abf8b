// Stops, kills and starts the server three times.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { connectDevice, type DeviceFixture, makeDevice } from '../../support/fixtures.ts';
import { makeDataFolder } from '../../support/prepared-data.ts';
import { expectSchema } from '../../support/schema.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

let dataDir: string;
let server: TestServer;
let client: Client;

beforeAll(async () => {
  dataDir = await makeDataFolder();
  server = await startServer({ dataDir });
  ({ client } = await logIn(server));
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Entry {
  readonly connected: 0 | 1;
  readonly time: string;
  readonly disconnectReason?: string;
  readonly messagesFromClient?: number;
  readonly messagesToClient?: number;
}

/** The connection log, oldest first, once it is this long. */
async function readLog(fixture: DeviceFixture, length: number): Promise<Entry[]> {
  const ask = (): Promise<Entry[]> => client.device.getLogEntries({ ...fixture, limit: '100', sortDirection: 'asc' });
  await expect.poll(async () => (await ask()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(length);
  const entries = await ask();
  expectSchema('deviceLog', entries);
  expect(entries).toHaveLength(length);
  return entries;
}

async function countsOf({ applicationId }: DeviceFixture): Promise<(number | undefined)[]> {
  const { deviceConnect, deviceDisconnect } = await client.application.payloadCounts({ applicationId });
  return [deviceConnect?.['device.mqtt'], deviceDisconnect?.['device.mqtt']];
}

it('marks everybody disconnected once after a stop and after kill -9, and counts what it logged', async () => {
  const fixtures = [await makeDevice(client), await makeDevice(client)];
  const reported = await makeDevice(client);
  await client.device.setConnectionStatus({ ...reported, connectionStatus: { status: 'connected' } });
  for (const [round, end] of [() => server.stop(), () => server.kill()].entries()) {
    for (const fixture of fixtures) {
      const device = await connectDevice(server, fixture);
      device.on('error', () => undefined);
      await readLog(fixture, 2 * round + 1);
    }
    await end();
    server = await startServer({ dataDir });
    ({ client } = await logIn(server));
  }
  for (const fixture of fixtures) {
    const entries = await readLog(fixture, 4);
    expect(entries.map(({ connected, disconnectReason }) => disconnectReason ?? connected)).toEqual([
      1,
      'server stopping',
      1,
      'server restarted',
    ]);
    expect((await client.device.get(fixture)).connectionInfo).toMatchObject({
      connected: 0,
      disconnectReason: 'server restarted',
    });
    expect(await countsOf(fixture)).toEqual([2, 2]);
  }
  // Another start finds nobody left to mark.
  await server.kill();
  server = await startServer({ dataDir });
  ({ client } = await logIn(server));
  for (const fixture of fixtures) await readLog(fixture, 4);
  // Who said over REST that it is there, is: our stopping says nothing about it.
  expect((await client.device.get(reported)).connectionInfo.connected).toBe(1);
}, 180_000);
