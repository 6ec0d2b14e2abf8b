// In the test's process, which asks while the server is going to stop.
import { once } from 'node:events';
import { Agent, get as httpGet, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { closedBy, connectDevice, makeDevice } from '../support/fixtures.ts';
import { startTestApp } from './app.ts';

it('says that nobody new should come, goes on serving while clients are moved off, and hurries when told twice', async () => {
  const app = await startTestApp({ env: { SIGNALBOX_DRAIN_TIME: '300' } });
  const isReady = async () => {
    const response = await fetch(`${app.http}/ready`);
    return [response.status, await response.json()];
  };
  expect(await isReady()).toEqual([200, { status: 'ready' }]);
  const server = { http: app.http, mqtt: app.app.mqttUrl };
  const { client, token } = await logIn(server);
  const fixture = await makeDevice(client);
  const device = await connectDevice(server, fixture);
  const ended = app.app.stop();
  expect(await isReady()).toMatchObject([503, { type: 'Unavailable', message: 'The server is stopping' }]);
  // Whoever is there goes on as before, and on another connection next time.
  await device.publishAsync(`losant/${fixture.deviceId}/state`, '{"data":{"temperature":1}}', { qos: 1 });
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(httpGet(`${app.http}/health`, { agent }), 'response')) as [IncomingMessage];
  expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
  const { applicationId, deviceId } = fixture;
  expect(await client.device.getState({ applicationId, deviceId })).toMatchObject([{ data: { temperature: 1 } }]);
  const late = await EventReader.open(`${app.http}/applications/${applicationId}/logStream`, {
    Authorization: `Bearer ${token}`,
  });
  expect(device.connected).toBe(true);
  const closed = closedBy(device);
  void app.app.stop();
  await closed;
  expect(await late.next('never')).toBeUndefined();
  await ended;
  await expect(fetch(`${app.http}/ready`)).rejects.toThrow();
  await app.end();
});
