// Alarms and notifications (docs/alarms.md) through kill -9: no event and no message is lost, no event is made twice, and a
// message that comes twice says so by its delivery id.
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const deviceCount = 40;

it('opens each alarm once and tells of each, through kills at any moment', async () => {
  /** Delivery ids by event. */
  const told = new Map<string, Set<string>>();
  let calls = 0;
  const receiver = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    calls += 1;
    const { events, deliveryId } = JSON.parse(text) as { events: { eventId: string }[]; deliveryId: string };
    expect(request.headers['signalbox-delivery']).toBe(deliveryId);
    for (const { eventId } of events) told.set(eventId, (told.get(eventId) ?? new Set()).add(deliveryId));
    response.writeHead(204).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const dataDir = await makeDataFolder('migrated');
  const env = { SIGNALBOX_CALLBACK_HOSTS: host, SIGNALBOX_EVENT_LIMIT: 'off', SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off' };
  let server = await startServer({ dataDir, env });
  try {
    let client: Client;
    let token: string;
    ({ client, token } = await logIn(server));
    const applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
    const post = (path: string, body: object) =>
      call(server, 'POST', `/applications/${applicationId}/${path}`, { token, body });
    expect(
      (await post('notification-rules', { name: 'Ops', webhook: { url: `http://${host}/` }, maxPerHour: 1000 })).status,
    ).toBe(201);
    const rule = { kind: 'threshold', attribute: 'celsius', operator: 'above', limit: 80, minutes: 0.02 };
    expect((await post('alarm-rules', { name: 'Hot', level: 'error', ...rule })).status).toBe(201);
    const attributes = [{ name: 'celsius', dataType: 'number' }];
    const devices: string[] = [];
    for (let index = 0; index < deviceCount; index += 1) {
      devices.push((await client.devices.post({ applicationId, device: { name: `D${index}`, attributes } })).id);
    }
    for (const [index, deviceId] of devices.entries()) {
      await client.device.sendState({ applicationId, deviceId, deviceState: { data: { celsius: 90 + index } } });
      if (index % 14 !== 13) continue;
      await server.kill();
      server = await startServer({ dataDir, env });
      ({ client, token } = await logIn(server));
    }
    const listed = async () =>
      (await client.events.get({ applicationId, perPage: 1000 })).items as { id: string; deviceId: string }[];
    await expect.poll(async () => (await listed()).length, { timeout: 60_000 }).toBe(deviceCount);
    // While messages are on their way.
    await server.kill();
    server = await startServer({ dataDir, env });
    ({ client, token } = await logIn(server));
    const delivered = async () =>
      (await call(server, 'GET', `/applications/${applicationId}/notifications?state=delivered`, { token })).body
        .totalCount;
    await expect.poll(delivered, { timeout: 120_000 }).toBe(deviceCount);
    const events = await listed();
    expect(new Set(events.map(({ deviceId }) => deviceId))).toEqual(new Set(devices));
    expect(events).toHaveLength(deviceCount);
    expect(new Set(told.keys())).toEqual(new Set(events.map(({ id }) => id)));
    expect([...told.values()].every((ids) => ids.size === 1)).toBe(true);
    console.log(`${deviceCount} alarms, ${calls} calls`);
    for (const deviceId of devices) {
      await client.device.sendState({ applicationId, deviceId, deviceState: { data: { celsius: 20 } } });
    }
    await server.kill();
    server = await startServer({ dataDir, env });
    ({ client, token } = await logIn(server));
    const resolved = async () => (await client.events.get({ applicationId, state: 'resolved' })).totalCount;
    await expect.poll(resolved, { timeout: 60_000 }).toBe(deviceCount);
    expect(await listed()).toHaveLength(deviceCount);
  } finally {
    await server.kill();
    receiver.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 600_000);
