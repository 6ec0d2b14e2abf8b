// What workflows wait for (a Delay node, a timer, a run that is scheduled) outlives the server that is killed meanwhile, and comes once.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { node } from '../support/flow-world.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

/** Each long enough that a slow machine is killed before it is over. */
const waitSeconds = 20;
const slowly = { timeout: 240_000, interval: 200 };

let dataDir: string;
let server: TestServer;
/** Calls of nodes behind what was waited for: what for, when that was due, and in which run. */
const calls: { what: string; time: string; run: string }[] = [];
const outside = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://outside');
  const run = String(request.headers['x-signalbox-run']);
  calls.push({ what: url.pathname.slice(1), time: url.searchParams.get('time') ?? '', run });
  response.end('{}');
});

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await server?.stop();
  outside.closeAllConnections();
  outside.close();
  await rm(dataDir, { recursive: true, force: true });
});

const of = (what: string) => calls.filter((one) => one.what === what);

it('a delay, a timer and a scheduled run outlive kill -9, once each', async () => {
  const { port } = outside.address() as AddressInfo;
  const options = { dataDir, env: { SIGNALBOX_WORKFLOW_HOSTS: `127.0.0.1:${port}` } };
  server = await startServer(options);
  const { client, token } = await logIn(server);
  const { id } = await client.applications.post({ application: { name: 'Waits' } });
  const act = async (method: string, path: string, body?: object) =>
    (await call(server, method, `/applications/${id}/flows${path}`, { token, ...(body ? { body } : {}) })).body;
  const tell = (what: string) =>
    node('tell', 'HttpNode', {
      uriTemplate: `http://127.0.0.1:${port}/${what}?time={{formatDate time 'x'}}`,
      responsePath: 'working.response',
    });
  const button = { type: 'virtualButton', config: {}, meta: { uiId: 'b' }, outputIds: [['first']] };
  const delayed = await act('POST', '', {
    name: 'Delayed',
    // A machine that is busy takes its time to start the thread.
    runtime: { timeoutSeconds: 600 },
    triggers: [button],
    nodes: [node('first', 'DelayNode', { delay: String(waitSeconds) }, [['tell']]), tell('delay')],
  });
  const scheduled = await act('POST', '', {
    name: 'Scheduled',
    triggers: [{ ...button, outputIds: [['tell']] }],
    nodes: [tell('scheduled')],
  });
  const schedules = await act('POST', '', {
    name: 'Schedules',
    triggers: [button],
    nodes: [
      node('first', 'WorkflowTriggerNode', {
        ...{ behavior: 'schedule', secondsTemplate: String(waitSeconds), resultPath: 'working.run' },
        ...{ triggerWorkflowId: scheduled.flowId, triggerVirtualButtonId: 'b' },
      }),
    ],
  });
  await act('POST', '', {
    name: 'Timer',
    triggers: [{ type: 'timer', config: { seconds: waitSeconds }, meta: {}, outputIds: [['tell']] }],
    nodes: [tell('timer')],
  });
  const press = async ({ flowId, triggers }: Record<string, unknown>) => {
    const [{ key }] = triggers as [{ key: string }];
    return String((await act('POST', `/${flowId}/virtualButton`, { key })).runId);
  };
  const statusOf = async ({ flowId }: Record<string, unknown>, run: string) =>
    (await act('GET', `/${flowId}/runs/${run}`)).status;
  const scheduling = await press(schedules);
  await expect.poll(() => statusOf(schedules, scheduling), slowly).toBe('succeeded');
  const waiting = await press(delayed);
  await expect.poll(() => statusOf(delayed, waiting), slowly).toBe('running');
  expect([...of('delay'), ...of('scheduled')]).toEqual([]);
  await server.kill();
  const killedAt = Date.now();
  server = await startServer(options);

  // Where it was lost, or has failed, that says how.
  const stateOf = async () => JSON.stringify(await act('GET', `/${delayed.flowId}/runs`));
  await expect.poll(stateOf, slowly).toContain('succeeded');
  await expect.poll(() => of('delay').length, slowly).toBe(1);
  await expect.poll(() => of('scheduled').length, slowly).toBe(1);
  const lateTimes = () => of('timer').filter(({ time }) => Number(time) > killedAt);
  await expect.poll(() => lateTimes().length, slowly).toBeGreaterThanOrEqual(2);
  expect(of('delay')[0]?.run).toBe(`${waiting}.tell`);
  // However late it came, in one run for each time.
  const times = [...new Set(of('timer').map(({ time }) => time))];
  expect(new Set(of('timer').map(({ run }) => run)).size).toBe(times.length);
  expect([of('delay').length, of('scheduled').length]).toEqual([1, 1]);
}, 600_000);
