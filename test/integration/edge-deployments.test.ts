import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EdgeDeployments, edgeDeploymentsFeature } from '../../src/features/edge-deployments/index.ts';
import { workflowsFeature } from '../../src/features/workflows/index.ts';
import { features } from '../../src/features.ts';
import { newId } from '../../src/kernel/ids.ts';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { defineFeature } from '../../src/platform/feature.ts';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { closedBy, connectDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

/*
 * Stands where the feature with workflows does, and contributes two.
 */
const flowId = newId();
const cloudFlowId = newId();
const versions = new Map([
  ['v1', { flowId, version: 'v1', nodes: [] }],
  ['v2', { flowId, version: 'v2', nodes: [{ id: 'a' }] }],
]);
let deployments: EdgeDeployments;
const flowsFeature = defineFeature({
  name: 'test-flows',
  needs: { edgeDeployments: edgeDeploymentsFeature },
  create(_platform, needs) {
    ({ deployments } = needs.edgeDeployments);
    deployments.contribute({
      find: async (_db, _application, id) => (id === flowId ? 'edge' : id === cloudFlowId ? 'other' : undefined),
      hasVersion: async (_db, _application, id, version) => id === flowId && versions.has(version),
      readVersion: async (_db, _application, id, version) => (id === flowId ? versions.get(version) : undefined),
      readNames: async (_db, _application, ids) => new Map(ids.includes(flowId) ? [[flowId, 'Press control']] : []),
    });
    return { api: {} };
  },
});

let server: TestApp;
let client: Client;
let token: string;

beforeAll(async () => {
  const others = features.filter((one) => !('workflows' in one.needs) && one !== workflowsFeature);
  server = await startTestApp({ features: [...others, flowsFeature] });
  ({ client, token } = await logIn(server));
});
afterAll(() => server.end());

interface Agent {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
}

/** An application with devices of class edgeCompute, tagged `line=1`, and another device. */
async function makeAgents(count: number): Promise<{ applicationId: string; agents: Agent[]; otherId: string }> {
  const applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const { key, secret } = await client.applicationKeys.post({ applicationId, applicationKey: {} });
  const agents: Agent[] = [];
  for (let index = 0; index < count; index += 1) {
    const device = { name: `Edge ${index}`, deviceClass: 'edgeCompute', tags: [{ key: 'line', value: '1' }] };
    const { id } = await client.devices.post({ applicationId, device });
    agents.push({ applicationId, deviceId: id, key, secret });
  }
  const otherId = (await client.devices.post({ applicationId, device: { name: 'Pump' } })).id;
  return { applicationId, agents, otherId };
}

async function askAs(agent: Agent, method: string, path: string, body?: unknown) {
  const { deviceId, key, secret } = agent;
  const { token: own } = await connect(server).auth.authenticateDevice({ credentials: { deviceId, key, secret } });
  const answer = await call(server, method, `/applications/${agent.applicationId}${path}`, {
    token: own,
    ...(body === undefined ? {} : { body }),
  });
  return answer;
}

const list = async (applicationId: string, query: object = {}) => {
  const page = await client.edgeDeployments.get({ applicationId, ...query });
  expectSchema('edgeDeployments', page);
  return page;
};

it('releases a version to devices by id and tag, replaces it and removes it, with a log of each', async () => {
  const { applicationId, agents, otherId } = await makeAgents(2);
  const [first, second] = agents.map(({ deviceId }) => deviceId);
  const release = (options: object) =>
    client.edgeDeployments.release({ applicationId, deployment: { flowId, version: 'v1', ...options } });
  expectSchema('success', await release({ deviceIds: [first?.toUpperCase(), otherId] }));
  let page = await list(applicationId);
  expect(page.items).toMatchObject([
    {
      deviceId: first,
      deviceName: 'Edge 0',
      flowId,
      flowName: 'Press control',
      desiredVersion: 'v1',
      currentVersion: null,
    },
  ]);
  expect(page.items[0].logs).toMatchObject([
    { sourceType: 'user', changeType: 'desired', newValue: 'v1', previousValue: null },
  ]);
  await release({ deviceTags: [{ key: 'line' }] });
  page = await list(applicationId, { sortField: 'creationDate', version: 'v1' });
  expect(page.items.map(({ deviceId }: { deviceId: string }) => deviceId)).toEqual([first, second]);
  // What is so already is no change.
  expect(page.items[0].logs).toHaveLength(1);

  await client.edgeDeployments.replace({ applicationId, deployment: { flowId, oldVersion: 'v1', newVersion: 'v2' } });
  expect((await list(applicationId, { version: 'v2' })).totalCount).toBe(2);
  expect((await list(applicationId, { version: 'v1' })).totalCount).toBe(0);
  await client.edgeDeployments.remove({ applicationId, deployment: { flowId: null, deviceId: first } });
  const [removed] = (await list(applicationId, { deviceId: first })).items;
  expect(removed.desiredVersion).toBeNull();
  expect(removed.logs[0]).toMatchObject({ changeType: 'desired', newValue: null, previousValue: 'v2' });
  expect(removed.logs).toHaveLength(3);
  expect((await list(applicationId, { filterEmpty: 'true' })).items).toMatchObject([{ deviceId: second }]);
  await client.edgeDeployments.release({
    applicationId,
    deployment: { flowId, version: null, deviceTags: [{ key: 'line' }] },
  });
  expect((await list(applicationId, { filterEmpty: 'true', flowId })).totalCount).toBe(0);
  // Deleting a device takes its records along.
  await client.device.delete({ applicationId, deviceId: first });
  expect((await list(applicationId)).totalCount).toBe(1);
});

it.each([
  ['release', { flowId: 'f'.repeat(24), version: 'v1' }, 'flowId must be the id of a workflow'],
  ['release', { flowId: cloudFlowId, version: 'v1' }, 'flowId must be the id of a workflow of class edge'],
  ['release', { flowId, version: 'develop' }, 'version must be a named version'],
  ['release', { flowId, version: 'v9' }, 'version must be a named version'],
  ['release', { flowId, version: 'v1' }, 'deviceIds must name a device of class edgeCompute'],
  ['release', { flowId, version: 'v1', deviceIds: ['e'.repeat(24)] }, 'deviceIds[0] must be the id of a device'],
  ['release', { flowId, version: 'v1', deviceTags: [{ key: 'none' }] }, 'deviceTags must name a device of class'],
  ['replace', { flowId, oldVersion: 'v1', newVersion: 'develop' }, 'newVersion must be a named version'],
  ['remove', { flowId: null, deviceId: null }, 'flowId and deviceId must not both be null'],
  ['remove', { flowId: null, deviceId: 'e'.repeat(24) }, 'deviceId must be the id of a device'],
])('refuses %s of %j', async (action, options, message) => {
  const { applicationId } = await makeAgents(1);
  const failure = await failureOf(client.edgeDeployments[action]({ applicationId, deployment: options }));
  expect(failure).toMatchObject({ statusCode: 400, message: expect.stringContaining(message) });
  expect((await list(applicationId)).totalCount).toBe(0);
});

it('lets an agent read its own records and its workflow, and report; others see nothing of it', async () => {
  const { applicationId, agents } = await makeAgents(2);
  const [agent, other] = agents as [Agent, Agent];
  await client.edgeDeployments.release({
    applicationId,
    deployment: { flowId, version: 'v2', deviceTags: [{ key: 'line' }] },
  });
  const own = await askAs(agent, 'GET', `/devices/${agent.deviceId}/edge/deployments`);
  expect(own).toMatchObject({ status: 200, body: { totalCount: 1, items: [{ desiredVersion: 'v2' }] } });
  expect((await askAs(agent, 'GET', `/devices/${other.deviceId}/edge/deployments`)).status).toBe(403);
  const [{ id = '' } = {}] = own.body.items as { id: string }[];
  const path = `/edge/deployments/${id}`;
  expect(await askAs(agent, 'GET', `${path}/workflow`)).toEqual({ status: 200, body: versions.get('v2') });
  expect((await askAs(other, 'GET', `${path}/workflow`)).status).toBe(404);
  const asUser = await call(server, 'GET', `/applications/${applicationId}${path}/workflow`, { token });
  expect(asUser.status).toBe(403);

  const report = (body: object) => askAs(agent, 'POST', `${path}/report`, body);
  expect((await report({ version: 'v2', error: 'no memory' })).status).toBe(200);
  expect((await report({ version: 'v2' })).status).toBe(200);
  expect((await report({ version: 'v2' })).status).toBe(200);
  expect((await report({})).status).toBe(400);
  const [record] = (await list(applicationId, { deviceId: agent.deviceId })).items;
  expect(record).toMatchObject({ currentVersion: 'v2', desiredVersion: 'v2' });
  const source = { sourceType: 'device', sourceId: agent.deviceId, changeType: 'current', previousValue: null };
  expect(record.logs.slice(0, 2)).toMatchObject([
    { ...source, newValue: 'v2' },
    { ...source, newValue: null, attemptedValue: 'v2', error: 'no memory' },
  ]);
  expect(record.logs).toHaveLength(3);
  for (let index = 0; index < 101; index += 1) await report({ version: `other-${index}` });
  expect((await list(applicationId, { deviceId: agent.deviceId })).items[0].logs).toHaveLength(100);
});

it('tells the feature with the workflows what is desired, and forgets the records of one that is deleted', async () => {
  const { applicationId, agents } = await makeAgents(1);
  await client.edgeDeployments.release({
    applicationId,
    deployment: { flowId, version: 'v1', deviceIds: [agents[0]?.deviceId] },
  });
  const { database } = server.app.platform;
  const row = await database.kysely
    .selectFrom('application_directory')
    .where('id', '=', applicationId)
    .select('application_row_id')
    .executeTakeFirstOrThrow();
  const application = {
    applicationId,
    applicationRowId: row.application_row_id,
    ownerType: 'user',
    ownerId: newId(),
  } as const;
  expect(await deployments.isDesired(database.kysely, application, { flowId, version: 'v1' })).toBe(true);
  expect(await deployments.isDesired(database.kysely, application, { flowId, version: 'v2' })).toBe(false);
  await inTransaction(database, (tx) => deployments.removeOfFlow(tx, application, flowId));
  expect((await list(applicationId)).totalCount).toBe(0);
});

it('does not disconnect agents of the platform for their topics, which are nobody else’s', async () => {
  const { applicationId, agents, otherId } = await makeAgents(1);
  const [agent] = agents as [Agent];
  const address = { mqtt: server.app.mqttUrl };
  const connection = await connectDevice(address, agent);
  const topic = (name: string, deviceId = agent.deviceId) => `losant/${deviceId}/${name}`;
  const [granted] = await connection.subscribeAsync(topic('toAgent/#'), { qos: 1 });
  expect(granted?.qos).toBe(1);
  await connection.publishAsync(topic('fromAgent/hello/there'), '{}', { qos: 1 });
  await connection.publishAsync(topic('fromAgent'), '{}', { qos: 1 });
  await connection.publishAsync(topic('state'), JSON.stringify({ data: {} }), { qos: 1 });
  expect(connection.connected).toBe(true);
  const closed = closedBy(connection);
  connection.publish(topic('toAgent/x'), '{}', { qos: 0 });
  await closed;

  const other = await connectDevice(address, { ...agent, deviceId: otherId });
  const refused = await other.subscribeAsync(topic('toAgent/#', otherId), { qos: 1 }).catch((error: Error) => error);
  expect(refused instanceof Error || refused[0]?.qos === 128).toBe(true);
  const ended = closedBy(other);
  other.publish(topic('fromAgent/x', otherId), '{}', { qos: 0 });
  await ended;
  expect((await list(applicationId)).totalCount).toBe(0);
});
