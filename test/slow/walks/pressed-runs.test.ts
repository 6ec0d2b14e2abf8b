// Kills the server as soon as it has said that pressed runs have succeeded, and looks for them afterwards.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../../support/api.ts';
import { makeDevice } from '../../support/fixtures.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { call } from '../../support/tenant.ts';

let dataDir: string;
let server: TestServer;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('finds each run whose id a press was answered with, once, after the server was killed', async () => {
  server = await startServer({ dataDir });
  let { client, token } = await logIn(server);
  const { applicationId } = await makeDevice(client);
  const nodes = [{ id: 'a', type: 'MutateNode', config: { rules: [] }, meta: {}, outputIds: [] }];
  const triggers = [{ type: 'virtualButton', key: 'go', config: {}, meta: {}, outputIds: [['a']] }];
  const flow = await client.flows.post({ applicationId, flow: { name: 'Pressed', triggers, nodes } });
  const path = `/applications/${applicationId}/flows/${flow.id}`;
  const { key } = (flow.triggers as { key: string }[])[0] ?? {};
  const told: string[] = [];
  const statusOf = async (runId: string) =>
    (await call(server, 'GET', `${path}/runs/${runId}`, { token })).body.status ?? 'not found';
  for (let round = 0; round < 3; round += 1) {
    const pressed = await Promise.all(
      Array.from({ length: 20 }, () =>
        call(server, 'POST', `${path}/virtualButton`, { token, body: { key, payload: { round } } }),
      ),
    );
    const runIds = pressed.map(({ status, body }) => {
      expect(status, JSON.stringify(body)).toBe(200);
      return String(body.runId);
    });
    for (const runId of runIds) await expect.poll(() => statusOf(runId), { interval: 20 }).toBe('succeeded');
    told.push(...runIds);
    await server.kill();
    server = await startServer({ dataDir });
    ({ client, token } = await logIn(server));
    for (const runId of told) await expect.poll(() => statusOf(runId)).toBe('succeeded');
  }
  const { body } = await call(server, 'GET', `${path}/runs?limit=100`, { token });
  const listed = (body.items as { runId: string }[]).map(({ runId }) => runId);
  expect(listed.sort()).toEqual(told.sort());
});
