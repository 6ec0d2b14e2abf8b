// Buttons that workflows press later (workflows.md, "5. Nodes", WorkflowTrigger).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FlowWorld, makeFlowWorld, node, trigger } from '../support/flow-world.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { makeChain, type NodeChain, press, runChain } from '../support/run-nodes.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let world: FlowWorld;
/** How far the server's clock is ahead. */
let ahead = 0;
const now = (): number => Date.now() + ahead;
const hourMs = 3_600_000;
const untilSoon = { timeout: 30_000, interval: 100 };

beforeAll(async () => {
  server = await startTestApp({ now });
  world = await makeFlowWorld(server);
});
afterAll(() => server.end());

const makeTarget = (name: string) => world.makeRecorder(name, [trigger('virtualButton', '', {}, { uiId: 'b' })]);
const chain = async (nodes: NodeChain, data: unknown = {}) => (await runChain(server, world, nodes, data)).payload;
const pressLater = (flowId: string, config: object) =>
  [
    'WorkflowTriggerNode',
    {
      ...{ behavior: 'schedule', triggerWorkflowId: flowId, triggerVirtualButtonId: 'b', resultPath: 'scheduled' },
      ...config,
    },
  ] as const;
const cancel = (runId: string) =>
  ['WorkflowTriggerNode', { behavior: 'cancel', runIdTemplate: runId, resultPath: 'cancelled' }] as const;
const waiting = async (flowId: string): Promise<number> => {
  const rows = await server.app.platform.database.query({
    sql: 'select from workflow_scheduled s join flow f using (flow_row_id) where f.id = $1',
    parameters: [flowId],
  });
  return rows.length;
};

inSlowSuite('starts the server once more', () => {
  it('presses when it is time, once, with the run that was named, also when that was while no server was up', async () => {
    const flowId = await makeTarget('Later');
    const config = { secondsTemplate: '{{data.hours}}00', payloadTemplate: '{"n": {{data.n}} }' };
    const { scheduled } = await chain([pressLater(flowId, config)], { hours: 36, n: 7 });
    const due = new Date(now() + 5 * hourMs).toISOString();
    const byDate = { scheduling: 'date', dateTemplate: due, payloadTemplateType: 'string', payloadTemplate: 'second' };
    await chain([pressLater(flowId, byDate)]);
    expect(await world.recorded(flowId)).toEqual([]);
    expect(await waiting(flowId)).toBe(2);
    ahead += hourMs;
    await expect
      .poll(() => world.recorded(flowId), untilSoon)
      .toMatchObject([
        {
          runId: (scheduled as { runId: string }).runId,
          data: { n: 7 },
          relayType: 'flow',
          triggerType: 'virtualButton',
        },
      ]);
    await server.restart(() => {
      ahead += 10 * hourMs;
    });
    await expect
      .poll(async () => (await world.recorded(flowId)).map(({ data }) => data), untilSoon)
      .toEqual([{ n: 7 }, 'second']);
    const [, late] = await world.recorded(flowId);
    expect(new Date(String(late?.time)).toISOString()).toBe(due);
    expect(await waiting(flowId)).toBe(0);
  });
});

it('does not press what was taken back, and says whether it was in time', async () => {
  const flowId = await makeTarget('Taken back');
  const { scheduled } = await chain([pressLater(flowId, { secondsTemplate: '3600' })]);
  const { runId } = scheduled as { runId: string };
  // The server has another port since it was started again.
  const made = await call(server, 'POST', '/applications', { token: world.token, body: { name: 'Foreign' } });
  const foreign = String(made.body.id);
  const elsewhere = await runChain(server, { token: world.token, applicationId: foreign }, [cancel(runId)]);
  expect(elsewhere.payload.cancelled).toEqual({ cancelled: false });
  expect((await chain([cancel(runId)])).cancelled).toEqual({ cancelled: true });
  expect((await chain([cancel(runId)])).cancelled).toEqual({ cancelled: false });
  await chain([pressLater(flowId, { secondsTemplate: '3601', payloadTemplate: '"kept"' })]);
  ahead += 2 * hourMs;
  await expect.poll(async () => (await world.recorded(flowId)).map(({ data }) => data), untilSoon).toEqual(['kept']);
});

it('presses no button of a workflow that is gone or disabled by then', async () => {
  const [gone, disabled] = [await makeTarget('Gone'), await makeTarget('Disabled')];
  const kept = await makeTarget('Kept');
  for (const flowId of [gone, disabled, kept]) await chain([pressLater(flowId, { secondsTemplate: '60' })]);
  await world.act('DELETE', `/flows/${gone}`);
  await world.act('PATCH', `/flows/${disabled}`, { enabled: false });
  ahead += hourMs;
  // It was scheduled last: what is pressed goes in the order of the times.
  await expect.poll(() => world.recorded(kept), untilSoon).toHaveLength(1);
  expect((await waiting(gone)) + (await waiting(disabled))).toBe(0);
  expect(await world.recorded(disabled)).toEqual([]);
});

it.each([
  [{ secondsTemplate: '' }, 'ValidationError'],
  [{ secondsTemplate: 'soon' }, 'ValidationError'],
  [{ secondsTemplate: '99999999' }, 'ValidationError'],
  [{ scheduling: 'date', dateTemplate: 'never' }, 'ValidationError'],
  [{ scheduling: 'date', dateTemplate: '{{none}}' }, 'TemplateError'],
  [{ secondsTemplate: '1', triggerVirtualButtonId: 'none' }, 'NotFound'],
])('refuses %j', async (config, name) => {
  const flowId = await makeTarget(`Refused ${JSON.stringify(config)}`);
  const made = await makeChain(server, world, [pressLater(flowId, config)]);
  expect((await press(server, world, made)).run).toMatchObject({ status: 'failed', error: { name } });
});

it('asks for a workflow and a button unless it takes back', async () => {
  const body = (config: object) => ({
    name: `Checked ${Math.random()}`,
    triggers: [trigger('virtualButton', '')],
    nodes: [node('record', 'WorkflowTriggerNode', config)],
  });
  expect((await world.act('POST', '/flows', body({ behavior: 'cancel', runIdTemplate: 'a' }))).status).toBe(201);
  expect((await world.act('POST', '/flows', body({ behavior: 'schedule', secondsTemplate: '1' }))).status).toBe(400);
});
