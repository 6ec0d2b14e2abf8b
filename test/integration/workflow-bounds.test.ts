// What may wait for workflows is bounded, and whoever causes more is told or held back (workflows.md, "8. Durability and isolation (ours)").
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let client: Client;
let token: string;
let device: Awaited<ReturnType<typeof makeDevice>>;

beforeAll(async () => {
  server = await startTestApp({
    env: { SIGNALBOX_WORKFLOW_WAITING: '100', SIGNALBOX_WORKFLOW_RUNNING: '2', SIGNALBOX_WORKFLOW_STARTS: '100000' },
  });
  ({ client, token } = await logIn(server));
  device = await makeDevice(client);
});
afterAll(() => server.end());

it('lists what waits, says what holds it up, and takes no more than may wait', async () => {
  const { applicationId, deviceId } = device;
  const webhook = await client.webhooks.post({ applicationId, webhook: { name: 'Hook' } });
  const { flowId } = await client.flows.post({
    applicationId,
    flow: {
      name: 'Slow',
      triggers: [
        { type: 'deviceId', key: deviceId, config: {}, meta: {}, outputIds: [['wait']] },
        { type: 'webhook', key: webhook.id, config: {}, meta: {}, outputIds: [['wait']] },
      ],
      nodes: [{ id: 'wait', type: 'DelayNode', config: { delay: 50 }, meta: {} }],
      runtime: { concurrency: 'parallel' },
    },
  });
  const report = (temperature: number, time: number) => ({ data: { temperature }, time });
  const send = (deviceState: unknown) => client.device.sendState({ applicationId, deviceId, deviceState });
  const now = Date.now();
  await send(Array.from({ length: 120 }, (_, index) => report(index, now - index)));

  const act = async (method: 'GET' | 'POST', path: string) =>
    (await call(server, method, `/applications/${applicationId}/flows/${flowId}/runs${path}`, { token })).body;
  const runs = async (status: string) =>
    (await act('GET', `?status=${status}&limit=1000`)).items as { runId: string }[];
  await expect.poll(async () => (await runs('running')).length, { timeout: 50_000 }).toBe(2);
  expect(await runs('queued')).toHaveLength(118);
  const [queued] = await runs('queued');
  expect(await act('GET', `/${queued?.runId}`)).toMatchObject({
    status: 'queued',
    triggerType: 'deviceId',
    triggerId: deviceId,
  });
  await act('POST', `/${queued?.runId}/cancel`);
  await expect.poll(async () => (await runs('queued')).length).toBe(117);

  // What was found out a second ago counts.
  await expect
    .poll(async () => (await failureOf(send(report(1, now)))).statusCode, { timeout: 50_000, interval: 100 })
    .toBe(429);
  const called = await fetch(`${server.http}/webhooks/${webhook.token}`, { method: 'POST', body: '{}' });
  expect(called.status).toBe(429);

  const mqtt = await connectDevice({ mqtt: server.app.mqttUrl }, device);
  let isAcknowledged = false;
  const published = mqtt
    .publishAsync(`losant/${deviceId}/state`, JSON.stringify(report(2, now + 1)), { qos: 1 })
    .then(() => {
      isAcknowledged = true;
    });
  const errors = async () =>
    ((await client.flow.getLogEntries({ applicationId, flowId, limit: 10 })) as { errors: { message: string }[] }[])
      .flatMap((entry) => entry.errors.map(({ message }) => message))
      .filter((message) => message.startsWith('LimitReached'));
  await expect
    .poll(errors, { timeout: 50_000 })
    .toEqual(
      expect.arrayContaining([
        'LimitReached: as much waits for the workflows of the application as may',
        'LimitReached: runs wait, because so many of the application run already',
      ]),
    );
  expect(isAcknowledged).toBe(false);
  await client.flow.delete({ applicationId, flowId });
  await published;
  const state = await client.device.getState({ applicationId, deviceId, limit: '1' });
  expect(state[0].data).toMatchObject({ temperature: 2 });
  await mqtt.endAsync(true);
});
