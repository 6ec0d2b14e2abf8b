// Runs that somebody steps through, and what their nodes find and leave (workflows.md, "7. Debugging and the run log (ours)").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let flowId: string;
let key: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Steps' } })).id;
  const set = (id: string, expression: string, next: string[]) => ({
    id,
    type: 'MathNode',
    config: { statements: [{ expression, resultPath: 'working.n' }] },
    meta: {},
    outputIds: [next],
  });
  const flow = await client.flows.post({
    applicationId,
    flow: {
      name: 'Stepped',
      triggers: [{ type: 'virtualButton', config: {}, meta: { uiId: 'b' }, outputIds: [['one']] }],
      nodes: [set('one', '1', ['two']), set('two', '{{working.n}} + 1', ['three']), set('three', '1 / 0', [])],
    },
  });
  ({ flowId } = flow);
  key = flow.triggers[0].key;
});

const act = (method: 'GET' | 'POST', path: string, body?: object) =>
  call(server, method, `/applications/${applicationId}/flows/${flowId}${path}`, { token, ...(body ? { body } : {}) });
const headers = () => ({ Authorization: `Bearer ${token}` });
const streamOf = (query: string) => `${server.http}/applications/${applicationId}/flows/${flowId}/debugStream?${query}`;

it('waits before each node until it is told to go on, and shows what each has found and left', async () => {
  const stream = await EventReader.open(streamOf('payloads=true'), headers());
  const { body } = await act('POST', '/virtualButton', { key, payload: { password: 'p', a: 1 }, step: true });
  const path = `/runs/${body.runId}`;
  expect((await stream.next('paused'))?.data).toMatchObject({
    runId: body.runId,
    nodeId: 'one',
    before: { data: { password: '*****', a: 1 } },
  });
  expect((await act('GET', path)).body).toMatchObject({ status: 'running' });
  expect((await act('POST', `${path}/step`, {})).status).toBe(200);
  const left = (await stream.next('nodeLeft'))?.data;
  expect(left).toMatchObject({ nodeId: 'one', output: 0, after: { working: { n: 1 } }, truncated: false });
  expect((left as { before: object }).before).not.toHaveProperty('working');
  expect((await stream.next('paused'))?.data).toMatchObject({ nodeId: 'two', before: { working: { n: 1 } } });
  expect((await act('POST', `${path}/step`, { all: true })).status).toBe(200);
  expect((await stream.next('nodeLeft'))?.data).toMatchObject({ nodeId: 'two', after: { working: { n: 2 } } });
  expect((await stream.next('runFinished'))?.data).toMatchObject({ status: 'succeeded' });
  expect([404, 409]).toContain((await act('POST', `${path}/step`, {})).status);
  stream.close();
});

it('shows payloads only to those who ask, and steps through nothing else', async () => {
  const stream = await fetch(streamOf(''), { headers: headers() });
  const { body } = await act('POST', '/virtualButton', { key });
  let text = '';
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('event: runFinished')) break;
  }
  expect(text.match(/event: nodeEntered/g)).toHaveLength(3);
  expect(text).not.toMatch(/event: (nodeLeft|paused)/);
  // The log has a run a moment after its end.
  expect([404, 409]).toContain((await act('POST', `/runs/${body.runId}/step`, {})).status);
});

it('says of a run that has ended that it has, and of one that is none that there is none', async () => {
  const { body } = await act('POST', '/virtualButton', { key, payload: {} });
  const path = `/runs/${body.runId}`;
  await expect
    .poll(async () => (await act('GET', path)).body.status, { timeout: 30_000 })
    .toMatch(/^(succeeded|failed)$/);
  for (const action of ['/step', '/cancel'])
    expect(await act('POST', path + action, {})).toMatchObject({ status: 409 });
  const none = `/runs/${'0'.repeat(24)}-1`;
  for (const action of ['/step', '/cancel', '/replay']) {
    expect(await act('POST', none + action, {})).toMatchObject({ status: 404 });
  }
});

it('refuses a press about a device that is none of the application, and a stream of a version that is none', async () => {
  const other = await client.applications.post({ application: { name: 'Other' } });
  const foreign = await client.devices.post({ applicationId: other.id, device: { name: 'Foreign' } });
  const own = await client.devices.post({ applicationId, device: { name: 'Own' } });
  for (const deviceId of [String(foreign.id), 'f'.repeat(24)]) {
    expect(await act('POST', '/virtualButton', { key, deviceId })).toMatchObject({
      status: 400,
      body: {
        type: 'Validation',
        field: 'deviceId',
        message: `deviceId ${deviceId} is not a device of the application`,
      },
    });
  }
  expect((await act('POST', '/virtualButton', { key, deviceId: String(own.id).toUpperCase() })).status).toBe(200);
  expect(await act('GET', '/debugStream?flowVersion=zz')).toMatchObject({ status: 404, body: { type: 'NotFound' } });
  const stream = await EventReader.open(streamOf('flowVersion=default'), headers());
  await act('POST', '/virtualButton', { key });
  expect((await stream.next('runStarted'))?.data).toMatchObject({ flowVersion: 'develop' });
  stream.close();
});
