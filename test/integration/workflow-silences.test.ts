import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FlowWorld, makeFlowWorld, trigger } from '../support/flow-world.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let world: FlowWorld;
/** How far the server's clock is ahead. */
let ahead = 0;
const now = (): number => Date.now() + ahead;
const soon = { timeout: 20_000, interval: 100 };

beforeAll(async () => {
  server = await startTestApp({ env: {}, now });
  world = await makeFlowWorld(server);
});
afterAll(() => server.end());

const report = async (deviceId = world.deviceId) => {
  const { status } = await world.act('POST', `/devices/${deviceId}/state`, { data: { temperature: 1 } });
  expect(status).toBe(200);
};
const until = (flowId: string, count: number) =>
  expect.poll(async () => (await world.recorded(flowId)).length, soon).toBe(count);
const waiting = (flowId: string) =>
  server.app.platform.database.query<{ due: number | null }>({
    sql: `select s.due from workflow_silence s join flow f on f.flow_row_id = s.flow_row_id where f.id = $1`,
    parameters: [flowId],
  });

it('fires once per silence, by when reports arrived, and again after the next', async () => {
  const flowId = await world.makeRecorder('Silent', [trigger('deviceIdInactivity', world.deviceId, { seconds: 100 })]);
  // No report since the save: nothing to wait for.
  expect(await waiting(flowId)).toEqual([]);
  const reportedAt = now();
  await report();
  ahead += 70_000;
  await report();
  ahead += 70_000;
  // It was heard: what looked at first is put off.
  await expect.poll(async () => Number((await waiting(flowId))[0]?.due) - now(), soon).toBeGreaterThan(0);
  expect(await world.recorded(flowId)).toEqual([]);
  ahead += 30_000;
  await until(flowId, 1);
  const [payload] = await world.recorded(flowId);
  expect(payload).toMatchObject({
    triggerType: 'deviceIdInactivity',
    triggerId: world.deviceId,
    device: { id: world.deviceId },
  });
  const { data } = payload as { data: { lastActivity: string; inactivitySeconds: number } };
  expect(Date.parse(data.lastActivity) - reportedAt).toBeGreaterThanOrEqual(70_000);
  expect(data.inactivitySeconds).toBeGreaterThanOrEqual(100);
  // The silence goes on, through a restart too: once.
  ahead += 500_000;
  await server.restart();
  await expect.poll(() => waiting(flowId), soon).toEqual([{ due: null }]);
  expect(await world.recorded(flowId)).toHaveLength(1);
  await report();
  ahead += 101_000;
  await until(flowId, 2);
});

it('counts silence from when the clock was put back', async () => {
  const flowId = await world.makeRecorder('Put back', [
    trigger('deviceIdInactivity', world.deviceId, { seconds: 100 }),
  ]);
  await report();
  await expect.poll(async () => (await waiting(flowId)).length, soon).toBe(1);
  ahead -= 86_400_000;
  await expect.poll(async () => Number((await waiting(flowId))[0]?.due) - now(), soon).toBeLessThanOrEqual(100_000);
  const upSince = () =>
    server.app.platform.database.query<{ up_since: number }>({
      sql: 'select up_since from alarm_clock',
      parameters: [],
    });
  await expect.poll(async () => Number((await upSince())[0]?.up_since) <= now(), soon).toBe(true);
  expect(await world.recorded(flowId)).toEqual([]);
  ahead += 101_000;
  await until(flowId, 1);
  ahead += 86_400_000 - 101_000;
});

inSlowSuite('starts the server once more', () => {
  it('begins afresh with another time, and with the first report after a start', async () => {
    const flowId = await world.makeRecorder('Changed', [
      trigger('deviceIdInactivity', world.deviceId, { seconds: 100 }),
    ]);
    await report();
    await expect.poll(async () => (await waiting(flowId)).length, soon).toBe(1);
    const triggers = [trigger('deviceIdInactivity', world.deviceId, { seconds: 50 })];
    await world.act('PATCH', `/flows/${flowId}`, { triggers });
    expect(await waiting(flowId)).toEqual([]);
    await server.restart();
    // The triggers are not at hand yet: who works the report off has them wait.
    await report();
    await expect.poll(async () => (await waiting(flowId)).length, soon).toBe(1);
    ahead += 50_000;
    await until(flowId, 1);
  });
});

it('waits for devices with a tag, each for itself, and for a device with two tags once', async () => {
  const config = { seconds: 100 };
  const flowId = await world.makeRecorder('Tags', [
    trigger('deviceTagInactivity', 'site/a', config, { uiId: 'tags' }),
    trigger('deviceTagInactivity', 'kind/pump', config, { uiId: 'tags' }),
  ]);
  const attributes = [{ name: 'temperature', dataType: 'number' }];
  const make = async (...tags: { key: string; value: string }[]) => {
    const { body } = await world.act('POST', '/devices', { name: 'Tagged', tags, attributes });
    return String(body.deviceId);
  };
  const both = await make({ key: 'site', value: 'a' }, { key: 'kind', value: 'pump' });
  const one = await make({ key: 'site', value: 'a' });
  const other = await make({ key: 'site', value: 'b' });
  for (const device of [both, one, other]) await report(device);
  ahead += 100_000;
  await until(flowId, 2);
  expect((await world.recorded(flowId)).map(({ triggerId }) => triggerId).sort()).toEqual([both, one].sort());
  // One that loses its tag is waited for no more.
  await report(one);
  await world.act('PATCH', `/devices/${one}`, { tags: [] });
  ahead += 100_000;
  await expect.poll(() => waiting(flowId), soon).toEqual([{ due: null }]);
  await world.act('DELETE', `/flows/${flowId}`);
  expect(await waiting(flowId)).toEqual([]);
});
