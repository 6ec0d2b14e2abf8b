import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FlowWorld, makeFlowWorld, node, trigger } from '../support/flow-world.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let world: FlowWorld;
/** How far the server's clock is ahead. */
let ahead = 0;
const now = (): number => Date.now() + ahead;
const hourMs = 3_600_000;
const untilSoon = { timeout: 20_000, interval: 100 };

beforeAll(async () => {
  server = await startTestApp({ env: { SIGNALBOX_WORKFLOW_WAITING: '100' }, now });
  world = await makeFlowWorld(server);
});
afterAll(() => server.end());

const timesOf = async (flowId: string): Promise<string[]> =>
  (await world.recorded(flowId)).map(({ time }) => (time as { $date?: string }).$date ?? String(time));

it('fires every so many seconds from when it was saved, and counts each firing', async () => {
  const flowId = await world.makeRecorder('Seconds', [trigger('timer', '', { seconds: 1.5 })]);
  await expect.poll(async () => (await timesOf(flowId)).length, untilSoon).toBeGreaterThanOrEqual(2);
  const [first, second] = await world.recorded(flowId);
  expect(Date.parse(String(second?.time)) - Date.parse(String(first?.time))).toBe(1500);
  const { body: flow } = await world.act('GET', `/flows/${flowId}`);
  const [{ key }] = flow.triggers as [{ key: string }];
  expect(first).toMatchObject({ triggerType: 'timer', triggerId: key, relayType: 'timer', data: {} });
  expect((Date.parse(String(first?.time)) - Date.parse(String(flow.creationDate))) % 1500).toBe(0);
  await expect
    .poll(async () => (await world.act('GET', '/payloadCounts')).body, untilSoon)
    .toMatchObject({ timer: { 'timer.flow': expect.any(Number) } });

  // Disabled: nothing more, and the row that says when it is due is gone.
  await world.act('PATCH', `/flows/${flowId}`, { enabled: false });
  await expect.poll(() => rows(flowId)).toEqual([]);
});

it('fires at the times of a cron expression in its zone, also when the clock is put back', async () => {
  const zone = 'America/New_York';
  // 1:30 comes twice in that night.
  moveTo('2026-11-01T05:29:00Z');
  const once = await world.makeRecorder('Once', [trigger('timer', '', { cron: '30 1 * * *', tz: zone })]);
  const hourly = await world.makeRecorder('Hourly', [trigger('timer', '', { cron: '30 * * * *', tz: zone })]);
  for (const time of ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z']) {
    moveTo(time);
    await expect.poll(() => timesOf(hourly), untilSoon).toContain(time.replace('Z', '.000Z'));
  }
  expect(await timesOf(once)).toEqual(['2026-11-01T05:30:00.000Z']);
  moveTo('2026-11-02T06:30:00Z');
  await expect.poll(() => timesOf(once), untilSoon).toEqual(['2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z']);
});

it('keeps its phase when something else is saved, and begins anew when its config changes', async () => {
  const sent = [trigger('timer', '', { seconds: 3600 })];
  const flowId = await world.makeRecorder('Phase', sent);
  const { body: flow } = await world.act('GET', `/flows/${flowId}`);
  const [before] = await rows(flowId);
  ahead += 10 * 60_000;
  const triggers = flow.triggers as object[];
  await world.act('PATCH', `/flows/${flowId}`, { name: 'Renamed', triggers, nodes: flow.nodes });
  expect(await rows(flowId)).toEqual([before]);
  const config = { seconds: 3601 };
  await world.act('PATCH', `/flows/${flowId}`, { triggers: triggers.map((each) => ({ ...each, config })) });
  const [after] = await rows(flowId);
  expect(Number(after?.due) - Number(before?.due)).toBeGreaterThan(10 * 60_000);
});

it('goes on when the clock is put back by a day', async () => {
  const seconds = await world.makeRecorder('Put back', [trigger('timer', '', { seconds: 1 })]);
  const cron = await world.makeRecorder('Put back too', [trigger('timer', '', { cron: '* * * * * *' })]);
  await expect.poll(async () => (await timesOf(seconds)).length, untilSoon).toBeGreaterThan(0);
  ahead -= 24 * hourMs;
  for (const flowId of [seconds, cron]) {
    await expect
      .poll(async () => (await timesOf(flowId)).filter((time) => Date.parse(time) <= now()).length, untilSoon)
      .toBeGreaterThan(1);
  }
  ahead += 24 * hourMs;
});

inSlowSuite('starts the server once more', () => {
  it('fires once, late, after a time without a server', async () => {
    const flowId = await world.makeRecorder('Downtime', [trigger('timer', '', { seconds: 3600 })]);
    await server.restart(() => {
      ahead += 5 * hourMs + 60_000;
    });
    await expect.poll(async () => (await timesOf(flowId)).length, untilSoon).toBe(1);
    const [row] = await rows(flowId);
    expect(Number(row?.due) - now()).toBeGreaterThan(58 * 60_000);
    expect(Date.parse((await timesOf(flowId))[0] ?? '')).toBeGreaterThan(now() - 60_000);
    // In time: the moment at which it was due.
    ahead += hourMs;
    await expect.poll(async () => (await timesOf(flowId))[1], untilSoon).toBe(new Date(Number(row?.due)).toISOString());
  });
});

it('fires in the default version only, and no more when the workflow is gone', async () => {
  const flowId = await world.makeRecorder('Versions', [trigger('timer', '', { seconds: 3600 })]);
  const { body: version } = await world.act('POST', `/flows/${flowId}/versions`, {
    version: 'one',
    triggers: [trigger('timer', '', { seconds: 7200 })],
    nodes: [node('record', 'DebugNode', {})],
  });
  expect(await rows(flowId)).toMatchObject([{ version: 'develop', config: { seconds: 3600 } }]);
  await world.act('PATCH', `/flows/${flowId}`, { defaultVersionId: version.flowVersionId ?? version.id });
  expect(await rows(flowId)).toMatchObject([{ version: 'one', config: { seconds: 7200 } }]);
  await world.act('DELETE', `/flows/${flowId}`);
  expect(await rows(flowId)).toEqual([]);
});

it('skips firings while too much waits, and says so in the log of the workflow', async () => {
  const button = { type: 'virtualButton', key: '', config: {}, meta: {}, outputIds: [['delay']] };
  const nodes = [node('delay', 'DelayNode', { delay: '30' })];
  const slow = await world.makeFlow('Slow', [button, button], nodes, { runtime: { concurrency: 'serial' } });
  const { body: flow } = await world.act('GET', `/flows/${slow}`);
  for (const { key } of flow.triggers as { key: string }[]) {
    await Promise.all(Array.from({ length: 55 }, () => world.act('POST', `/flows/${slow}/virtualButton`, { key })));
  }
  const flowId = await world.makeRecorder('Skipped', [trigger('timer', '', { seconds: 1 })]);
  await expect
    .poll(async () => (await world.act('GET', `/flows/${flowId}/logs`)).body, untilSoon)
    .toMatchObject([{ errors: [{ message: expect.stringContaining('TimerSkipped') }] }]);
  expect(await world.recorded(flowId)).toEqual([]);
});

function moveTo(time: string): void {
  ahead = Date.parse(time) - Date.now();
}

async function rows(flowId: string): Promise<{ due: number; version: string; config: object }[]> {
  return server.app.platform.database.query({
    sql: 'select due, version, config from workflow_timer where flow_id = $1 order by timer_row_id',
    parameters: [flowId],
  });
}
