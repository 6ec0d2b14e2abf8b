// What a session outlives (test/acceptance/mqtt-sessions.test.ts), on a server that shares its database with others: there its
// sessions are claimed and read one by one, and what comes while nobody has them goes through their inboxes.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { makeDatabase } from '../support/server-database.ts';
import { serverDefaults, startServer } from '../support/start-server.ts';

const database = await makeDatabase();
serverDefaults.main = fileURLToPath(new URL('../integration/shared-node.ts', import.meta.url));
serverDefaults.env = { DATABASE_URL: database.url, SIGNALBOX_SECRET_KEY: randomBytes(32).toString('hex') };
afterAll(() => database.drop());

it('is tested where a connection is claimed', { timeout: 120_000 }, async () => {
  const server = await startServer();
  const { client } = await logIn(server);
  const device = await makeDevice(client);
  await (await connectDevice(server, device)).endAsync();
  const reader = new pg.Client({ connectionString: database.url });
  await reader.connect();
  const claimed = await reader.query('select client_id, generation from mqtt_client');
  await reader.end();
  await server.stop();
  expect(claimed.rows).toEqual([{ client_id: device.deviceId, generation: '1' }]);
});

await import('../acceptance/mqtt-sessions.test.ts');
