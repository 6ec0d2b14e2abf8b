// Time that passes on purpose: that a server on its way to stop moves its clients off. `npm test` has the rules of it
// (src/platform/drain.test.ts) and what the server says meanwhile (test/integration/drain.test.ts).
import { expect, it } from 'vitest';
import { startTestApp } from '../integration/app.ts';
import { logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { closedBy, connectDevice, makeDevice } from '../support/fixtures.ts';
import { makeDatabase } from '../support/server-database.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

it('moves devices and streams off before it stops to serve', async () => {
  const app = await startTestApp({ env: { SIGNALBOX_DRAIN_TIME: '1' } });
  const server = { http: app.http, mqtt: app.app.mqttUrl };
  const { client, token } = await logIn(server);
  const fixture = await makeDevice(client);
  const device = await connectDevice(server, fixture);
  const stream = await EventReader.open(`${app.http}/applications/${fixture.applicationId}/logStream`, {
    Authorization: `Bearer ${token}`,
  });
  const closed = closedBy(device);
  const ended = app.app.stop();
  await closed;
  expect(await stream.next('never')).toBeUndefined();
  await ended;
  await app.end();
});

it('is not ready while its database is away, and is again when it is back', async () => {
  const database = await makeDatabase();
  const url = new URL(database.url);
  const proxy = await TcpProxy.start({ host: url.hostname, port: Number(url.port || 5432) });
  url.host = `127.0.0.1:${proxy.port}`;
  const app = await startTestApp({ env: { DATABASE_URL: url.href } });
  const status = async (path: string) => (await fetch(`${app.http}${path}`)).status;
  expect([await status('/ready'), await status('/health')]).toEqual([200, 200]);
  proxy.cut();
  await expect.poll(() => status('/ready'), { timeout: 60_000 }).toBe(503);
  proxy.mend();
  await expect.poll(() => status('/ready'), { timeout: 60_000 }).toBe(200);
  await app.end();
  await proxy.end();
  await database.drop();
});
