// Nodes that let devices in and send workflows to them (workflows.md, "5. Nodes"), each in a run of a started server.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { CertificateMaker, type CertifiedKey } from '../support/certificates.ts';
import { makeChain, type NodeChain, press, runChain } from '../support/run-nodes.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let orgId: string;
let foreignId: string;
let maker: CertificateMaker;
let authority: CertifiedKey;

beforeAll(async () => {
  maker = await CertificateMaker.start();
  authority = await maker.authority('Plant authority');
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  orgId = (await client.orgs.post({ organization: { name: 'Device nodes' } })).id;
  applicationId = (await client.applications.post({ application: { name: 'Device nodes', orgId } })).id;
  const other = (await client.applications.post({ application: { name: 'Other' } })).id;
  foreignId = (await client.devices.post({ applicationId: other, device: { name: 'Foreign' } })).id;
});
afterAll(() => maker.end());

const run = (nodes: NodeChain, data: unknown = {}) => runChain(server, { token, applicationId }, nodes, data);
const act = async (method: string, path: string, body?: object) =>
  (await call(server, method, `/applications/${applicationId}${path}`, { token, ...(body ? { body } : {}) })).body;
const makeDevice = async (device: object) => (await client.devices.post({ applicationId, device: device as never })).id;

it('creates an access key for one device, with the rights and the record of the API', async () => {
  const [deviceId, otherId] = [await makeDevice({ name: 'Own' }), await makeDevice({ name: 'Not own' })];
  const { payload, flowId } = await run(
    [
      [
        'CreateAccessKeyNode',
        {
          nameTemplate: 'Key of {{data.name}}',
          descriptionTemplate: 'a & b',
          deviceIdsTemplate: ['{{data.deviceId}}'],
          filterTypeTemplate: 'whitelist',
          pubTopicsTemplate: ['{{data.name}}/out', ''],
          subTopicsTemplate: [],
          resultPath: 'made',
        },
      ],
    ],
    { deviceId, name: 'pump' },
  );
  const { key, secret } = payload.made as { key: string; secret: string };
  expect(Object.keys(payload.made as object)).toEqual(['key', 'secret']);
  const authenticate = (id: string) =>
    connect(server).auth.authenticateDevice({ credentials: { deviceId: id, key, secret } });
  expect((await authenticate(deviceId)).deviceId).toBe(deviceId);
  expect(await failureOf(authenticate(otherId))).toMatchObject({ statusCode: 401 });
  const { items } = await client.applicationKeys.get({ applicationId });
  expect(items).toEqual([
    expect.objectContaining({
      key,
      deviceIds: [deviceId],
      description: 'Key of pump: a & b',
      filterType: 'whitelist',
      pubTopics: ['pump/out'],
      subTopics: [],
    }),
  ]);
  const record = (await client.auditLogs.get({ orgId })).items.find(
    (each: { secondaryTargetType?: string }) => each.secondaryTargetType === 'ApplicationKey',
  );
  expect(record).toMatchObject({ actorId: flowId, actorType: 'Flow' });
  expect(JSON.stringify(await client.auditLog.get({ orgId, auditLogId: record.id }))).not.toContain(secret);
});

it('does not create a key that serves more than was meant', async () => {
  const attempts: NodeChain = [
    ['CreateAccessKeyNode', { deviceIdsTemplate: ['{{data.missing}}'], resultPath: 'made' }],
    [
      'CreateAccessKeyNode',
      { deviceTagsTemplate: [{ keyTemplate: '', valueTemplate: '{{data.missing}}' }], resultPath: 'made' },
    ],
    ['CreateAccessKeyNode', { addressFilterTypeTemplate: 'whitelist', resultPath: 'made' }],
    [
      'CreateAccessKeyNode',
      { dataMethod: 'jsonTemplate', jsonTemplate: '{"addresses": ["10.0.0.1"]}', resultPath: 'made' },
    ],
  ];
  const before = (await client.applicationKeys.get({ applicationId })).totalCount;
  for (const attempt of attempts) {
    const chain = await makeChain(server, { token, applicationId }, [attempt]);
    expect((await press(server, { token, applicationId }, chain)).run).toMatchObject({
      status: 'failed',
      error: { name: expect.stringMatching(/^(TemplateError|ValidationError)$/) },
    });
  }
  const { payload } = await run([
    ['CreateAccessKeyNode', { dataMethod: 'jsonTemplate', jsonTemplate: '{"filterType": "some"}', resultPath: 'made' }],
  ]);
  expect(payload.made).toEqual({ error: { type: 'Validation', message: expect.stringContaining('filterType') } });
  expect((await client.applicationKeys.get({ applicationId })).totalCount).toBe(before);
});

it('issues a certificate for a request with the authority of a credential, and registers it for a device', async () => {
  await act('POST', '/certificate-authorities', { name: 'Plant', caBundle: authority.cert });
  const made = await call(server, 'POST', `/applications/${applicationId}/credentials`, {
    token,
    body: {
      name: 'plant authority',
      type: 'certificateKeyPair',
      certificateKeyPairConfig: { certificate: authority.cert, privateKey: authority.key },
    },
  });
  expect([made.status, made.body]).toMatchObject([
    201,
    { type: 'certificateKeyPair', certificateKeyPairConfig: { certificate: authority.cert } },
  ]);
  expect(JSON.stringify(made.body)).not.toContain('PRIVATE');
  const request = `${maker.folder}/device.csr`;
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${request}.key`];
  await promisify(execFile)('openssl', ['req', ...newKey, '-subj', '/CN=pump', '-out', request]);
  const deviceId = await makeDevice({ name: 'Certified' });
  const usages = { keyUsages: ['digitalSignature'], extendedKeyUsages: ['clientAuth'] };
  const { payload } = await run(
    [
      [
        'CertificateCreateNode',
        {
          credentialNameTemplate: 'plant authority',
          csrTemplate: '{{data.csr}}',
          commonNameTemplate: '{{data.deviceId}}',
          ...usages,
          resultPath: 'issued',
        },
      ],
      [
        'RegisterDeviceCertificateNode',
        {
          certificateTemplate: '{{issued.certificate}}',
          deviceIdTemplate: '{{data.deviceId}}',
          nameTemplate: 'Of the pump',
          filterTypeTemplate: 'none',
          resultPath: 'registered',
        },
      ],
      [
        'RegisterDeviceCertificateNode',
        { dataMethod: 'payloadPath', payloadPath: 'data.foreign', resultPath: 'refused' },
      ],
    ],
    {
      csr: await readFile(request, 'utf8'),
      deviceId,
      foreign: { certificate: authority.cert, deviceId: foreignId },
    },
  );
  expect(payload).toMatchObject({
    issued: { info: { commonName: deviceId } },
    registered: {
      deviceIds: [deviceId],
      description: 'Of the pump',
      status: 'active',
      filterType: 'none',
      certificateInfo: { commonName: deviceId, issuerName: 'Plant authority' },
    },
    refused: { error: { type: 'Validation' } },
  });
  const { certificateInfo } = payload.registered as { certificateInfo: { fingerprint: string } };
  expect((payload.issued as { info: { fingerprint: string } }).info.fingerprint).toBe(certificateInfo.fingerprint);
  const used = await act('DELETE', `/credentials/${(made.body as { id: string }).id}`);
  expect(used).toMatchObject({ type: 'Conflict' });
});

it('keeps a certificate with the key that belongs to it, and no other', async () => {
  const other = await maker.authority('Other authority');
  const post = (certificateKeyPairConfig: object) =>
    act('POST', '/credentials', { name: 'pair', type: 'certificateKeyPair', certificateKeyPairConfig });
  expect(await post({ certificate: authority.cert, privateKey: other.key })).toMatchObject({
    type: 'Validation',
    message: expect.stringContaining('certificateKeyPairConfig.privateKey'),
  });
  expect(await post({ certificate: 'none', privateKey: other.key })).toMatchObject({
    message: expect.stringContaining('certificateKeyPairConfig.certificate'),
  });
  const { id } = (await post({ certificate: authority.cert, privateKey: authority.key })) as { id: string };
  // The stored key stays, and does not belong to the new certificate.
  const patch = (certificateKeyPairConfig: object) => act('PATCH', `/credentials/${id}`, { certificateKeyPairConfig });
  expect(await patch({ certificate: other.cert })).toMatchObject({ type: 'Validation' });
  expect(await patch({ certificate: other.cert, privateKey: other.key })).toMatchObject({
    certificateKeyPairConfig: { certificate: other.cert },
  });
});

it('sends versions of edge workflows to one device or to those of a query, and removes them', async () => {
  const line = { tags: [{ key: 'line', value: '7' }] };
  const edge = { deviceClass: 'edgeCompute', ...line };
  const [first, second] = [
    await makeDevice({ name: 'Edge 1', ...edge }),
    await makeDevice({ name: 'Edge 2', ...edge }),
  ];
  await makeDevice({ name: 'Of the line, no edge device', ...line });
  const flow = (await act('POST', '/flows', { name: 'At the edge', flowClass: 'edge' })) as { id: string };
  await act('POST', `/flows/${flow.id}/versions`, { version: 'v1' });
  const flows = (version: string | null) => [{ flowIdTemplate: flow.id, flowVersionTemplate: version }];
  const query = JSON.stringify({ tags: { $eq: { $tagKey: 'line', $tagValue: '7' } } });
  const { payload } = await run(
    [
      ['EdgeDeployNode', { flowsTemplate: flows('v1'), deviceQueryTemplate: query, resultPath: 'all' }],
      ['EdgeDeployNode', { flowsTemplate: flows(null), deviceIdTemplate: second, resultPath: 'removed' }],
      [
        'EdgeDeployNode',
        { flowsMethod: 'payloadPath', flowsPayloadPath: 'data.flows', deviceIdTemplate: first, resultPath: 'partly' },
      ],
      ['EdgeDeployNode', { flowsTemplate: flows('v1'), deviceIdTemplate: foreignId, resultPath: 'foreign' }],
      ['EdgeDeployNode', { flowsTemplate: flows('v1'), deviceQueryTemplate: '{"name": "none"}', resultPath: 'nobody' }],
    ],
    {
      flows: [
        { flowId: flow.id, version: 'v1' },
        { flowId: 'f'.repeat(24), version: 'v1' },
      ],
    },
  );
  expect(payload).toMatchObject({
    all: { success: true, scheduled: 1, errors: [] },
    removed: { success: true, scheduled: 1, errors: [] },
    partly: {
      success: false,
      scheduled: 1,
      errors: [{ flowId: 'f'.repeat(24), version: 'v1', error: { type: 'Validation' } }],
    },
    foreign: { success: false, scheduled: 0, errors: [{ error: { type: 'Validation' } }] },
    nobody: { success: true, scheduled: 0, errors: [] },
  });
  const { items } = (await act('GET', '/edge/deployments')) as { items: Record<string, unknown>[] };
  expect(items.map(({ deviceId, desiredVersion }) => [deviceId, desiredVersion])).toEqual(
    expect.arrayContaining([
      [first, 'v1'],
      [second, null],
    ]),
  );
  expect(items).toHaveLength(2);
});

it.each([
  [{ flowsTemplate: [{ flowIdTemplate: 'a', flowVersionTemplate: 'develop' }], deviceIdTemplate: 'x' }, 'develop'],
  [
    { flowsTemplate: [{ flowIdTemplate: 'a', flowVersionTemplate: '{{data.none}}' }], deviceIdTemplate: 'x' },
    'Version',
  ],
  [{ flowsTemplate: [{ flowIdTemplate: 'a' }, { flowIdTemplate: 'a' }], deviceIdTemplate: 'x' }, 'once'],
  [{ flowsMethod: 'jsonTemplate', flowsJsonTemplate: '[{"flowId": "a"}]', deviceIdTemplate: 'x' }, 'version'],
  [{ flowsTemplate: [{ flowIdTemplate: 'a' }] }, 'deviceIdTemplate'],
  [{ flowsTemplate: [{ flowIdTemplate: 'a' }], deviceIdTemplate: 'x', deviceQueryTemplate: '{}' }, 'deviceIdTemplate'],
])('does not deploy %j', async (config, named) => {
  const chain = await makeChain(server, { token, applicationId }, [['EdgeDeployNode', config]]);
  expect((await press(server, { token, applicationId }, chain)).run).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining(named) },
  });
});
