// What ran of workflows and of their versions, and what failed (workflows.md, "1. The flow resource").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { inSlowSuite, rounds } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let flowId: string;
let key: string;

const thrower = (message: string) => ({
  triggers: [{ type: 'virtualButton', key: '', config: {}, meta: {}, outputIds: [['throw']] }],
  nodes: [
    {
      id: 'throw',
      type: 'ThrowErrorNode',
      config: { messageTemplate: message },
      meta: { label: 'Stops' },
      outputIds: [],
    },
  ],
});

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'History of workflows' } })).id;
  const made = await client.flows.post({ applicationId, flow: { name: 'Fails', ...thrower('In develop') } });
  ({ flowId } = made);
  ({ key } = made.triggers[0]);
  await client.flowVersions.post({
    applicationId,
    flowId,
    flowVersion: { ...thrower('In v1'), version: 'v1', triggers: [{ ...thrower('').triggers[0], key }] },
  });
  for (const flowVersion of ['develop', 'v1', 'v1']) {
    await client.flow.pressVirtualButton({ applicationId, flowId, button: { key, flowVersion } });
  }
});

it('lists the errors of all versions or of one, in a range of time', async () => {
  // Numbers are written a second after the runs.
  await expect
    .poll(async () => (await client.flow.get({ applicationId, flowId })).stats.runCount, { timeout: 50_000 })
    .toBe(3);
  const errors = await client.flow.errors({ applicationId, flowId });
  expectSchema('flowErrors', errors);
  expect(errors).toMatchObject({ limit: 25, sortDirection: 'desc' });
  const { flowVersionId } = await client.flowVersion.get({ applicationId, flowId, flowVersionId: 'v1' });
  expect(errors.errors).toHaveLength(3);
  const ofVersion = { flowVersion: 'v1', flowVersionId, nodeId: 'throw', nodeLabel: 'Stops' };
  expect(errors.errors.filter((each: { flowVersion: string }) => each.flowVersion === 'v1')).toMatchObject([
    { ...ofVersion, error: { name: 'ThrowError', message: 'In v1' } },
    { ...ofVersion, error: { name: 'ThrowError', message: 'In v1' } },
  ]);
  const develop = await client.flow.errors({ applicationId, flowId, flowVersion: 'develop' });
  expect(develop).toMatchObject({ flowVersion: 'develop', errors: [{ error: { message: 'In develop' } }] });
  const one = await client.flowVersion.errors({
    ...{ applicationId, flowId, flowVersionId: 'v1' },
    ...{ limit: '1', sortDirection: 'ASC', duration: '60000' },
  });
  expectSchema('flowErrors', one);
  expect(one).toMatchObject({ flowVersion: 'v1', flowVersionId, limit: 1, sortDirection: 'asc' });
  expect(one.errors).toHaveLength(1);
  expect((await client.flow.errors({ applicationId, flowId, end: '-3600000' })).errors).toEqual([]);
  // Agents tell of their own errors; there are none.
  expect(await client.flow.errors({ applicationId, flowId, deviceId: '1'.repeat(24) })).toMatchObject({ errors: [] });
});

it('counts runs by the points of a range of time', async () => {
  const stats = await client.flow.stats({ applicationId, flowId });
  expectSchema('flowStats', stats);
  expect(stats.resolution).toBe(3_600_000);
  // A day by the hour; the minute in which the range begins belongs to it.
  expect([24, 25]).toContain(stats.metrics.length);
  const sum = (of: { metrics: Record<string, number>[] }, name: string) =>
    of.metrics.reduce((before, metric) => before + Number(metric[name]), 0);
  expect([sum(stats, 'runCount'), sum(stats, 'errorCount'), sum(stats, 'pathsFailed')]).toEqual([3, 3, 3]);
  const ofVersion = await client.flowVersion.stats({
    ...{ applicationId, flowId, flowVersionId: 'v1', resolution: '60000', duration: '600000' },
  });
  expectSchema('flowStats', ofVersion);
  expect([ofVersion.flowVersion, ofVersion.resolution, sum(ofVersion, 'runCount')]).toEqual(['v1', 60_000, 2]);
  await expect(
    client.flow.stats({ applicationId, flowId, resolution: '1', duration: '864000000' }),
  ).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining('resolution') });
});

it('has a log of each version', async () => {
  const params = { applicationId, flowId, flowVersionId: 'v1', limit: '10' };
  const log = await client.flowVersion.getLogEntries(params);
  expectSchema('flowLog', log);
  expect(new Set(log.map((entry: { flowVersionId: string }) => entry.flowVersionId))).toEqual(new Set(['v1']));
  expect(log.reduce((sum: number, { runCount }: { runCount: number }) => sum + runCount, 0)).toBe(2);
});

it('does not know versions and workflows that are not there', async () => {
  const nowhere = { applicationId, flowId, flowVersionId: 'v2' };
  for (const call of ['errors', 'stats', 'getLogEntries'] as const) {
    await expect(client.flowVersion[call](nowhere)).rejects.toMatchObject({ statusCode: 404 });
  }
  await expect(client.flow.errors({ applicationId, flowId, flowVersion: 'v2' })).rejects.toMatchObject({
    statusCode: 404,
  });
  await expect(client.flow.stats({ applicationId, flowId: '1'.repeat(24) })).rejects.toMatchObject({ statusCode: 404 });
});

inSlowSuite('presses a button and looks for its run all the while it is under way', () => {
  it('finds a run from when its button was pressed, whatever has become of it', async () => {
    const { id, triggers } = await client.flows.post({
      applicationId,
      flow: { name: 'Succeeds', triggers: [{ ...thrower('').triggers[0], outputIds: [] }], nodes: [] },
    });
    const seen = new Set<string>();
    for (let press = 0; press < rounds(1, 5); press += 1) {
      const { runId } = await client.flow.pressVirtualButton({
        ...{ applicationId, flowId: id },
        button: { key: triggers[0].key },
      });
      const until = Date.now() + 1_500;
      // Over the moment in which its numbers are written.
      while (Date.now() < until) {
        const runs = `/applications/${applicationId}/flows/${id}/runs`;
        const one = await call(server, 'GET', `${runs}/${runId}`, { token });
        expect(one.status).toBe(200);
        seen.add(String(one.body.status));
        const { items } = (await call(server, 'GET', runs, { token })).body as { items: { runId: string }[] };
        expect(items.filter((run) => run.runId === runId)).toHaveLength(1);
      }
    }
    expect([...seen].filter((status) => !['queued', 'running', 'succeeded'].includes(status))).toEqual([]);
    expect(seen).toContain('succeeded');
  });
});
