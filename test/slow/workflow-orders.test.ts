// Runs of workflows that one server has, and that people step through, end and repeat by way of another (workflows.md, "7. Debugging and the run log (ours)").
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { logIn } from '../support/api.ts';
import { watchFlow } from '../support/flow-watch.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { makeDatabase } from '../support/server-database.ts';
import { call } from '../support/tenant.ts';

let database: Awaited<ReturnType<typeof makeDatabase>>;
let redis: TestRedis;
let here: TestApp;
let there: TestApp;
let token: string;
let applicationId: string;
const untilSoon = { timeout: 60_000, interval: 100 };

beforeAll(async () => {
  database = await makeDatabase();
  redis = await startRedis();
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url };
  const start = () => startTestApp({ env, sharedDatabase: true });
  here = await start();
  there = await start();
  const session = await logIn(here);
  token = session.token;
  applicationId = (await session.client.applications.post({ application: { name: 'Shared' } })).id;
}, 120_000);
afterAll(async () => {
  await here?.end();
  await there?.end();
  await redis?.end();
  await database?.drop();
});

const act = (server: TestApp, method: string, path: string, body?: object) =>
  call(server, method, `/applications/${applicationId}/flows${path}`, { token, ...(body ? { body } : {}) });

interface Pressed {
  readonly path: string;
  readonly run: string;
}

/** Makes a workflow of these nodes in a row and presses its button on the first server, which then has the run. */
async function start(nodes: [type: string, config: object][], press: object = {}): Promise<Pressed> {
  const { status, body } = await act(here, 'POST', '', {
    name: `Ordered ${Math.random()}`,
    triggers: [{ type: 'virtualButton', config: {}, meta: {}, outputIds: [['0']] }],
    nodes: nodes.map(([type, config], index) => ({
      ...{ id: `${index}`, type, config, meta: {} },
      outputIds: index + 1 < nodes.length ? [[`${index + 1}`]] : [],
    })),
  });
  expect([status, body]).toEqual([201, expect.anything()]);
  const flow = body as unknown as { flowId: string; triggers: { key: string }[] };
  const path = `/${flow.flowId}`;
  return { path, run: await pressOf(path, flow.triggers[0]?.key ?? '', press) };
}

async function pressOf(path: string, key: string, press: object): Promise<string> {
  const pressed = await act(here, 'POST', `${path}/virtualButton`, { key, ...press });
  return `${path}/runs/${pressed.body.runId}`;
}

const statusOn = async (server: TestApp, run: string) => (await act(server, 'GET', run)).body.status;
const storageOf = async ({ path }: Pressed) => (await act(there, 'GET', `${path}/storage`)).body;
const count = (keyName: string): [string, object] => ['StoreValueNode', { keyName, valueType: 'incr' }];

it('steps through a run that another server has', { timeout: 240_000 }, async () => {
  const pressed = await start([count('first'), count('second'), count('third')], { step: true });
  await expect.poll(() => statusOn(here, pressed.run), untilSoon).toBe('running');
  expect(await storageOf(pressed)).toEqual({});
  expect(await act(there, 'POST', `${pressed.run}/step`, {})).toMatchObject({ status: 200, body: { success: true } });
  await expect.poll(() => storageOf(pressed), untilSoon).toEqual({ first: 1 });
  expect(await act(there, 'POST', `${pressed.run}/step`, { all: true })).toMatchObject({ status: 200 });
  await expect.poll(() => storageOf(pressed), untilSoon).toEqual({ first: 1, second: 1, third: 1 });
  await expect.poll(() => statusOn(there, pressed.run), untilSoon).toBe('succeeded');
  expect((await act(there, 'POST', `${pressed.run}/step`, {})).status).toBe(409);
});

it('ends runs that go on or wait on another server', { timeout: 240_000 }, async () => {
  const going = await start([['DelayNode', { delay: '50' }], count('after')]);
  await expect.poll(() => statusOn(here, going.run), untilSoon).toBe('running');
  await expect.poll(() => statusOn(there, going.run), untilSoon).toBe('running');
  const listed = await act(there, 'GET', `${going.path}/runs?status=running`);
  expect(listed.body.items).toEqual([(await act(here, 'GET', going.run)).body]);
  expect((await act(there, 'GET', `${going.path}/runs?status=queued`)).body.items).toEqual([]);
  // Nobody steps through it.
  expect((await act(there, 'POST', `${going.run}/step`, {})).status).toBe(409);
  const elsewhere = await start([count('other')]);
  expect((await act(there, 'POST', `${elsewhere.path}${going.run.slice(going.path.length)}/cancel`, {})).status).toBe(
    404,
  );
  expect(await act(there, 'POST', `${going.run}/cancel`, {})).toMatchObject({ status: 200, body: { success: true } });
  await expect.poll(() => statusOn(there, going.run), untilSoon).toBe('cancelled');
  expect(await storageOf(going)).toEqual({});
  expect((await act(there, 'POST', `${going.run}/cancel`, {})).status).toBe(409);

  // One at a time: the second waits in the queue of the first server.
  const first = await start([['DelayNode', { delay: '50' }]]);
  const { body: flow } = await act(here, 'GET', first.path);
  const [{ key }] = flow.triggers as [{ key: string }];
  await act(here, 'PATCH', first.path, { runtime: { concurrency: 'serial' } });
  const [one, two] = [await pressOf(first.path, key, {}), await pressOf(first.path, key, {})];
  await expect.poll(() => statusOn(here, one), untilSoon).toBe('running');
  expect((await act(there, 'POST', `${two}/cancel`, {})).status).toBe(200);
  expect((await act(there, 'POST', `${one}/cancel`, {})).status).toBe(200);
  await expect.poll(() => statusOn(there, one), untilSoon).toBe('cancelled');
  await expect.poll(async () => (await act(there, 'GET', two)).status, untilSoon).toBe(404);
  await act(there, 'POST', `${first.run}/cancel`, {});
});

it('repeats a run that failed on another server', { timeout: 240_000 }, async () => {
  const failing = await start([['ThrowErrorNode', { messageTemplate: 'no {{data.n}}' }]], { payload: { n: 1 } });
  await expect.poll(() => statusOn(there, failing.run), untilSoon).toBe('failed');
  const again = await act(there, 'POST', `${failing.run}/replay`, {});
  expect(again).toMatchObject({ status: 200, body: { runId: expect.any(String) } });
  const run = `${failing.path}/runs/${again.body.runId}`;
  await expect.poll(() => statusOn(there, run), untilSoon).toBe('failed');
  expect((await act(here, 'GET', run)).body).toMatchObject({
    replayOf: failing.run.split('/').at(-1),
    error: { message: 'no 1' },
  });
});

it('has no order left over', async () => {
  const left = await here.app.platform.database.query({ sql: 'select from workflow_run_order', parameters: [] });
  expect(left).toEqual([]);
});

it('leaves no run behind that others would take for one that goes on', async () => {
  const { database: db } = here.app.platform;
  const left = () => db.query({ sql: 'select from workflow_running', parameters: [] });
  await expect.poll(left, untilSoon).toEqual([]);
});

it('shows to whoever watches at one server what happens in a run at another', { timeout: 240_000 }, async () => {
  const made = await start([count('first'), count('second')], { step: true });
  await expect.poll(() => statusOn(here, made.run), untilSoon).toBe('running');
  // At the server that does not have the run.
  const watch = await watchFlow(there, { token, applicationId, flowId: made.path.slice(1) });
  const stepped = await act(there, 'POST', `${made.run}/step`, { all: true });
  expect(stepped.status).toBe(200);
  const runId = made.run.split('/').at(-1);
  const seen = await watch.next((run) => run.runId === runId);
  await watch.close();
  expect(seen).toMatchObject({ status: 'succeeded', entered: ['0', '1'] });
});
