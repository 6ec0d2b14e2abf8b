import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let client: Client;
let token: string;
let device: Awaited<ReturnType<typeof makeDevice>>;

beforeAll(async () => {
  server = await startTestApp({ env: {} });
  ({ client, token } = await logIn(server));
  device = await makeDevice(client);
});
afterAll(() => server.end());

const node = (id: string, type: string, config: object, outputIds: string[][] = []) => ({
  id,
  type,
  config,
  meta: {},
  outputIds,
});

async function makeFlow(name: string, triggers: object[], nodes: object[], more: object = {}): Promise<string> {
  const { applicationId } = device;
  const path = `/applications/${applicationId}/flows`;
  const { status, body } = await call(server, 'POST', path, { token, body: { name, triggers, nodes, ...more } });
  expect([status, body]).toEqual([201, expect.anything()]);
  return String(body.flowId ?? body.id);
}

const get = async (flowId: string, path: string) =>
  (await call(server, 'GET', `/applications/${device.applicationId}/flows/${flowId}/${path}`, { token })).body;

/** Waits until a flow has stored something; its runs end in their own time. */
async function stored(flowId: string, key: string, value: unknown): Promise<void> {
  await expect.poll(async () => (await get(flowId, 'storage'))[key], { timeout: 20_000 }).toEqual(value);
}

it('runs a report of a device: conditional, function, storage, debug', async () => {
  const { applicationId, deviceId } = device;
  const flowId = await makeFlow(
    'Vertical',
    [{ type: 'deviceId', key: deviceId, config: {}, meta: {}, outputIds: [['if']] }],
    [
      node('if', 'ConditionalNode', { expression: '{{data.temperature}} > 20' }, [[], ['function']]),
      node('function', 'RawFunctionNode', { script: 'payload.double = payload.data.temperature * 2;' }, [['store']]),
      node('store', 'StoreValueNode', { keyName: 'double', valueType: 'path', value: 'double' }, [['root']]),
      node('root', 'StoreValueNode', { keyName: 'payload', valueType: 'path', value: '.' }, [['debug']]),
      node('debug', 'DebugNode', { message: 'Warm' }),
    ],
  );
  const stream = await fetch(`${server.http}/applications/${applicationId}/flows/${flowId}/debugStream`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const report = (state: object) =>
    call(server, 'POST', `/applications/${applicationId}/devices/${deviceId}/state`, { token, body: state });
  expect((await report({ data: { temperature: 10 } })).body).toEqual({ success: true });
  await report({ data: { temperature: 21 }, meta: { n: 1 } });
  await stored(flowId, 'double', 42);
  // A node later.
  await expect.poll(async () => 'payload' in (await get(flowId, 'storage')), { timeout: 20_000 }).toBe(true);
  const { payload } = (await get(flowId, 'storage')) as { payload: Record<string, unknown> };
  expect(payload).toMatchObject({
    applicationId,
    applicationName: expect.any(String),
    data: { temperature: 21 },
    deviceName: expect.any(String),
    device: { id: deviceId, attributes: { temperature: { dataType: 'number', attributeTags: {} } } },
    flowId,
    flowName: 'Vertical',
    flowVersion: 'develop',
    globals: {},
    meta: { n: 1 },
    relayType: 'user',
    runId: expect.stringMatching(/^[0-9a-f]{24}$/),
    triggerId: deviceId,
    triggerType: 'deviceId',
  });
  await expect
    .poll(async () => ((await get(flowId, 'runs')).items as { status: string }[]).map(({ status }) => status), {
      timeout: 20_000,
    })
    .toEqual(['succeeded', 'succeeded']);
  let text = '';
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('Warm') && text.split('event: runFinished').length > 2) break;
  }
  expect(text).toContain('event: runStarted');
  type Log = { runCount: number; pathsCompleted: number; errors: unknown[] };
  // An entry for each minute, which may have turned between the two; written a second later.
  const counted = async () => {
    const logs = (await get(flowId, 'logs?limit=10')) as unknown as Log[];
    const sum = (key: 'runCount' | 'pathsCompleted') => logs.reduce((total, log) => total + log[key], 0);
    return { runs: sum('runCount'), paths: sum('pathsCompleted'), errors: logs.flatMap(({ errors }) => errors) };
  };
  await expect.poll(counted, { timeout: 20_000 }).toEqual({ runs: 2, paths: 2, errors: [] });
});

it('presses a button, keeps why the run failed, and starts it again', async () => {
  const flowId = await makeFlow(
    'Button',
    [{ type: 'virtualButton', key: '', config: {}, meta: { uiId: 'press' }, outputIds: [['store']] }],
    [
      node('store', 'StoreValueNode', { keyName: 'presses', valueType: 'incr', value: '1' }, [['bad']]),
      node('bad', 'AlienNode', {}),
    ],
  );
  const { body: flow } = await call(server, 'GET', `/applications/${device.applicationId}/flows/${flowId}`, { token });
  const [trigger] = flow.triggers as { key: string }[];
  const press = await call(server, 'POST', `/applications/${device.applicationId}/flows/${flowId}/virtualButton`, {
    token,
    body: { key: trigger?.key, payload: { n: 1, password: 'x' } },
  });
  expect(press).toMatchObject({ status: 200, body: { success: true, runId: expect.any(String) } });
  const runId = String(press.body.runId);
  await expect.poll(async () => (await get(flowId, `runs/${runId}`)).status, { timeout: 20_000 }).toBe('failed');
  expect(await get(flowId, `runs/${runId}`)).toMatchObject({
    error: { name: 'UnknownNodeType' },
    nodeId: 'bad',
    path: ['store'],
    erroredPayload: { data: { n: 1, password: '*****' }, runId },
  });
  const again = await call(
    server,
    'POST',
    `/applications/${device.applicationId}/flows/${flowId}/runs/${runId}/replay`,
    { token, body: {} },
  );
  await stored(flowId, 'presses', 2);
  const replayId = String(again.body.runId);
  await expect.poll(async () => (await get(flowId, `runs/${replayId}`)).replayOf, { timeout: 20_000 }).toBe(runId);
});

inSlowSuite('waits for a script to reach its time limit', () => {
  it('ends a node that keeps its thread, and only its run', async () => {
    const button = { type: 'virtualButton', key: '', config: {}, meta: {} };
    const flowId = await makeFlow(
      'Endless',
      [
        { ...button, outputIds: [['endless']] },
        { ...button, outputIds: [['store']] },
      ],
      [
        node('endless', 'RawFunctionNode', { script: 'for (;;);' }, [[]]),
        node('store', 'StoreValueNode', { keyName: 'ran', valueType: 'incr', value: '1' }),
      ],
    );
    const { body: flow } = await call(server, 'GET', `/applications/${device.applicationId}/flows/${flowId}`, {
      token,
    });
    const keys = (flow.triggers as { key: string }[]).map(({ key }) => key);
    const presses = await Promise.all(
      keys.map((key) =>
        call(server, 'POST', `/applications/${device.applicationId}/flows/${flowId}/virtualButton`, {
          token,
          body: { key },
        }),
      ),
    );
    const runId = String(presses[0]?.body.runId);
    await expect.poll(async () => (await get(flowId, `runs/${runId}`)).status, { timeout: 20_000 }).toBe('failed');
    // By its own second of processor time, or, where the machine has none to give, by the watch over the thread.
    const ended = expect.stringMatching(/^(FunctionNode|TimeoutError)/);
    expect((await get(flowId, `runs/${runId}`)).error).toMatchObject({ name: ended });
    await stored(flowId, 'ran', 1);
  });
});

it('presses a button for a device by its id, and nothing else that stands there', async () => {
  const flowId = await makeFlow('Button', [{ type: 'virtualButton', meta: {}, outputIds: [[]] }], []);
  const flow = await client.flow.get({ applicationId: device.applicationId, flowId });
  const [trigger] = flow.triggers as { key: string }[];
  const path = `/applications/${device.applicationId}/flows/${flowId}/virtualButton`;
  for (const deviceId of ['\u0000', 'pump', '']) {
    const { status, body } = await call(server, 'POST', path, { token, body: { key: trigger?.key, deviceId } });
    expect([status, body.field]).toEqual([400, 'deviceId']);
  }
  const pressed = await call(server, 'POST', path, { token, body: { key: trigger?.key, deviceId: device.deviceId } });
  expect(pressed.status).toBe(200);
});
