// Names and tags are found in whichever form of Unicode they are asked for (semantics.md, "Decisions about values").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { sendBytes } from '../support/raw-http.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;

/** An e with an acute accent: one character, and two as some keyboards and file systems make them. */
const forms = ['\u00e9', 'e\u0301'];

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await makeUser(server, (await logIn(server)).token, 'one-form@example.com'));
  applicationId = (await client.applications.post({ application: { name: 'One form' } })).id;
});

const button = { type: 'virtualButton', key: '', config: {}, meta: {}, outputIds: [['keep']] };
const keep = (value: string) => ({
  id: 'keep',
  type: 'StoreValueNode',
  config: { keyName: 'seen', valueType: 'path', value },
  meta: {},
  outputIds: [],
});
const seenBy = async (flowId: string) => (await client.flow.getStorageEntries({ applicationId, flowId })).seen;

it.for(forms)('finds versions of workflows by their names (%#)', async (form) => {
  const { flowId, triggers } = await client.flows.post({
    applicationId,
    flow: { name: 'Versions', triggers: [button], nodes: [keep('flowVersion')] },
  });
  await client.flowVersions.post({
    ...{ applicationId, flowId },
    flowVersion: { version: 'v\u00e9', triggers, nodes: [keep('flowVersion')] },
  });
  const version = `v${form}`;
  const found = await client.flowVersion.get({ applicationId, flowId, flowVersionId: version });
  expect(found).toMatchObject({ version: 'v\u00e9' });
  await client.flow.pressVirtualButton({
    applicationId,
    flowId,
    button: { key: triggers[0].key, flowVersion: version },
  });
  await expect.poll(() => seenBy(flowId), { timeout: 20_000 }).toBe('v\u00e9');
  expect(await client.flow.stats({ applicationId, flowId, flowVersion: version })).toBeTruthy();
});

it.for(forms)('runs the version that a webhook is called for by its name (%#)', async (form) => {
  const { webhookId, token: secret } = await client.webhooks.post({ applicationId, webhook: { name: 'Hook' } });
  const hook = { type: 'webhook', key: webhookId, config: {}, meta: {}, outputIds: [['keep']] };
  const { flowId } = await client.flows.post({ applicationId, flow: { name: 'Called' } });
  const flowVersion = { version: 'v\u00e9', triggers: [hook], nodes: [keep('data.headers.x-flow-version')] };
  await client.flowVersions.post({ applicationId, flowId, flowVersion });
  const { hostname, port } = new URL(server.http);
  // Bytes as curl sends them in a terminal of today.
  const header = Buffer.from(`v${form}`).toString('latin1');
  const sent = await sendBytes(
    `http://${hostname}:${port}`,
    `GET /webhooks/${secret} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Flow-Version: ${header}\r\n\r\n`,
  );
  expect(sent.status).toBe(200);
  await expect.poll(() => seenBy(flowId), { timeout: 20_000 }).toBe(`v${form}`);
});

it.for(forms)('releases versions of edge workflows by their names (%#)', async (form) => {
  const { flowId } = await client.flows.post({ applicationId, flow: { name: 'Edge', flowClass: 'edge' } });
  const device = { name: 'Agent', deviceClass: 'edgeCompute' };
  const { deviceId } = await client.devices.post({ applicationId, device });
  await client.flowVersions.post({ applicationId, flowId, flowVersion: { version: 'v\u00e9' } });
  const version = `v${form}`;
  await client.edgeDeployments.release({
    applicationId,
    deployment: { flowId, version, deviceIds: [deviceId] },
  });
  const { items } = await client.edgeDeployments.get({ applicationId, flowId, version });
  expect(items).toMatchObject([{ deviceId, desiredVersion: 'v\u00e9' }]);
  await client.edgeDeployments.replace({
    applicationId,
    deployment: { flowId, oldVersion: version, newVersion: null },
  });
  expect((await client.edgeDeployments.get({ applicationId, flowId })).items).toMatchObject([{ desiredVersion: null }]);
});

it.for(forms)('starts workflows by tags and by paths of files (%#)', async (form) => {
  const attributes = [{ name: 'level', dataType: 'number' }];
  const device = { name: 'Tagged', attributes, tags: [{ key: 'site', value: `Caf\u00e9 ${form.length}` }] };
  const { deviceId } = await client.devices.post({ applicationId, device });
  const ofTag = {
    type: 'deviceTag',
    key: `site/Caf${form} ${form.length}`,
    config: {},
    meta: {},
    outputIds: [['keep']],
  };
  const ofFile = { type: 'appFile', key: `/Caf${form}/`, config: { create: true }, meta: {}, outputIds: [['keep']] };
  const nodes = [keep('triggerId')];
  const tagged = await client.flows.post({ applicationId, flow: { name: 'By tag', triggers: [ofTag], nodes } });
  const filed = await client.flows.post({ applicationId, flow: { name: 'By file', triggers: [ofFile], nodes } });
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { level: 1 } } });
  await expect.poll(() => seenBy(tagged.flowId), { timeout: 20_000 }).toBe(deviceId);
  const file = { name: `${form.length}.txt`, parentDirectory: '/Caf\u00e9/', type: 'file' };
  const { id: fileId } = await client.files.post({ applicationId, file });
  const body = new FormData();
  body.append('file', new Blob(['x']), 'x.txt');
  const path = `/applications/${applicationId}/file/${fileId}/upload`;
  const sent = await fetch(`${server.http}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body,
  });
  expect(sent.status).toBe(200);
  await expect.poll(() => seenBy(filed.flowId), { timeout: 20_000 }).toBe(`/Caf\u00e9/${form.length}.txt`);
});

it.for(forms)('uses credentials by their names, and knows that they are used (%#)', async (form) => {
  const credentials = `/applications/${applicationId}/credentials`;
  const credential = {
    name: `Cl\u00e9 ${form.length}`,
    type: 'jwt',
    jwtConfig: { algorithm: 'HS256', secret: 'secret' },
  };
  const made = await call(server, 'POST', credentials, { token, body: credential });
  const config = {
    credentialNameTemplate: `Cl${form} ${form.length}`,
    dataTemplate: '{}',
    destinationPath: 'working.jwt',
  };
  const sign = { id: 'sign', type: 'JWTCreateNode', config, meta: {}, outputIds: [['keep']] };
  const { flowId, triggers } = await client.flows.post({
    applicationId,
    flow: { name: 'Signs', triggers: [{ ...button, outputIds: [['sign']] }], nodes: [sign, keep('working.jwt')] },
  });
  await client.flow.pressVirtualButton({ applicationId, flowId, button: { key: triggers[0].key } });
  await expect.poll(() => seenBy(flowId), { timeout: 20_000 }).toMatch(/^ey/);
  expect(await call(server, 'DELETE', `${credentials}/${made.body.id}`, { token })).toMatchObject({ status: 409 });
});
