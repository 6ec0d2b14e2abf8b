// Nodes that read and change what an application has (workflows.md, "5. Nodes"), each in a run of a started server.
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeChain, type NodeChain, press, runChain } from '../support/run-nodes.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let foreignId: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Nodes' } })).id;
  const other = (await client.applications.post({ application: { name: 'Other' } })).id;
  foreignId = (await client.devices.post({ applicationId: other, device: { name: 'Foreign' } })).id;
});

const run = async (nodes: NodeChain, data: unknown = {}) =>
  (await runChain(server, { token, applicationId }, nodes, data)).payload;

it('calls the API as its clients do, with the rights of the application', async () => {
  const device = await client.devices.post({
    applicationId,
    device: { name: 'Called', tags: [{ key: 'k', value: 'v' }] },
  });
  const text = (name: string, value: string) => ({ name, type: 'string', value });
  const api = (resource: string, action: string, params: object[], responsePath: string) =>
    ['LosantApiNode', { resource, action, params, responsePath }] as const;
  const payload = await run(
    [
      api(
        'devices',
        'get',
        [text('perPage', '1'), { name: 'query', type: 'json', value: '{"name": "Called"}' }, text('sortField', '')],
        'found',
      ),
      api('device', 'get', [text('deviceId', '{{found.result.items.[0].id}}')], 'one'),
      api(
        'device',
        'patch',
        [text('deviceId', device.id), { name: 'device', type: 'path', value: 'data.patch' }],
        'patched',
      ),
      api('devices', 'post', [{ name: 'device', type: 'json', value: '{"name": ""}' }], 'refused'),
      api('device', 'get', [text('deviceId', foreignId)], 'foreign'),
      api('devices', 'get', [text('applicationId', 'f'.repeat(24)), text('perPage', '1')], 'own'),
      api('me', 'get', [], 'me'),
      api('application', 'mqttSubscriptionStream', [], 'stream'),
      api(
        'files',
        'post',
        [{ name: 'file', type: 'json', value: '{"name": "a.txt", "type": "file", "fileSize": 3}' }],
        'file',
      ),
    ],
    { patch: { description: 'Changed' } },
  );
  expect(payload).toMatchObject({
    found: { result: { items: [{ name: 'Called' }], count: 1 } },
    one: { result: { deviceId: device.id, tags: [{ key: 'k', value: 'v' }] } },
    patched: { result: { description: 'Changed' } },
    refused: { error: { type: 'Validation', statusCode: 400, message: expect.stringContaining('name') } },
    foreign: { error: { type: 'NotFound', statusCode: 404 } },
    own: { result: { applicationId } },
    me: { error: { type: 'NotFound', statusCode: 404 } },
    stream: { error: { type: 'Validation' } },
    file: { result: { authorType: 'flow', upload: { url: expect.stringContaining('http') } } },
  });
  expect(JSON.stringify(payload)).not.toContain('_links');
});

it('calls the API with the rights of a token instead', async () => {
  const { token: weak } = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'Weak', scope: ['devices.get'] },
  });
  const config = (resource: string, action: string, responsePath: string) =>
    ['LosantApiNode', { resource, action, params: [], apiTokenTemplate: '{{data.key}}', responsePath }] as const;
  const payload = await run([config('devices', 'get', 'may'), config('events', 'get', 'mayNot')], { key: weak });
  expect(payload).toMatchObject({
    may: { result: { applicationId } },
    mayNot: { error: { type: 'Forbidden', statusCode: 403 } },
  });
});

it('inserts, finds, changes and deletes rows of a data table', async () => {
  const columns = [
    { name: 'room', dataType: 'string', constraint: 'unique' },
    { name: 'level', dataType: 'number', constraint: 'optional' },
  ];
  const { id } = await client.dataTables.post({ applicationId, dataTable: { name: 'Rooms', columns } });
  const table = { dataTableIdTemplate: id };
  const payload = await run(
    [
      [
        'DataTableInsertRowNode',
        {
          ...table,
          rowFields: [
            { columnTemplate: 'room', valueTemplate: 'a' },
            { columnTemplate: 'level', valueTemplate: '{{data.level}}' },
          ],
          resultPath: 'row',
        },
      ],
      [
        'DataTableInsertRowNode',
        { ...table, dataMethod: 'payloadPath', rowPayloadPath: 'data.rows', resultPath: 'rows' },
      ],
      [
        'DataTableInsertRowNode',
        { ...table, dataMethod: 'jsonTemplate', rowJsonTemplate: '{"room": "a"}', resultPath: 'taken' },
      ],
      [
        'DataTableUpdateRowNode',
        {
          ...table,
          rowIdTemplate: '{{row.id}}',
          rowFields: [{ columnTemplate: 'level', valueTemplate: '' }],
          resultPath: 'emptied',
        },
      ],
      [
        'DataTableUpdateRowNode',
        {
          ...table,
          rowSelectType: 'query',
          queryTemplate: '{"room": "b"}',
          dataMethod: 'jsonTemplate',
          rowJsonTemplate: '{"level": 20}',
          resultPath: 'changed',
        },
      ],
      [
        'DataTableUpdateRowNode',
        {
          ...table,
          rowSelectType: 'query',
          queryTemplate: '{"$or": [{"room": {"$eq": "d"}}]}',
          dataMethod: 'jsonTemplate',
          rowJsonTemplate: '{"room": "d"}',
          upsertCheck: true,
          resultPath: 'upserted',
        },
      ],
      [
        'DataTableUpdateRowNode',
        {
          ...table,
          rowIdTemplate: 'f'.repeat(24),
          dataMethod: 'jsonTemplate',
          rowJsonTemplate: '{"room": "e"}',
          resultPath: 'missing',
        },
      ],
      [
        'DataTableQueryNode',
        {
          ...table,
          queryTemplate: '{"level": {"$gte": 3}}',
          sortColumnTemplate: 'level',
          sortDirectionTemplate: 'desc',
          limitTemplate: '1',
          offsetTemplate: '',
          includeFieldsTemplate: 'room,level',
          resultPath: 'found',
        },
      ],
      ['DataTableQueryNode', { dataTableIdTemplate: 'f'.repeat(24), resultPath: 'foreign' }],
      ['DataTableDeleteRowNode', { ...table, rowIdTemplate: '{{row.id}}', resultPath: 'deleted' }],
      [
        'DataTableDeleteRowNode',
        { ...table, queryTemplate: '{"$or":[]}', limitTemplate: '', resultPath: 'emptiedTable' },
      ],
    ],
    {
      level: 5,
      rows: [
        { room: 'b', level: 2 },
        { room: 'c', level: 3 },
      ],
    },
  );
  expect(payload).toMatchObject({
    row: { room: 'a', level: 5, id: expect.any(String) },
    rows: { count: 2, rowIds: [expect.any(String), expect.any(String)] },
    taken: { error: { type: 'Conflict' } },
    emptied: { room: 'a', level: null },
    changed: { room: 'b', level: 20 },
    upserted: { room: 'd' },
    missing: { error: { type: 'NotFound' } },
    found: { items: [{ room: 'b', level: 20 }], count: 1, totalCount: 2 },
    foreign: { error: { type: 'NotFound' } },
    deleted: { result: true, count: 1 },
    emptiedTable: { result: true, count: 3 },
  });
});

it('says which rows and states of an array were left out, and why', async () => {
  const columns = [{ name: 'level', dataType: 'number', constraint: 'required' }];
  const { id } = await client.dataTables.post({ applicationId, dataTable: { name: 'Levels', columns } });
  const attributes = [{ name: 'level', dataType: 'number' }];
  const device = await client.devices.post({ applicationId, device: { name: 'Levels', attributes } });
  const row = { dataTableIdTemplate: id, dataMethod: 'payloadPath', resultPath: 'rows' };
  const state = { deviceId: device.id, attrDataMethod: 'payloadPath', resultPath: 'states' };
  const payload = await run(
    [
      ['DataTableInsertRowNode', { ...row, rowPayloadPath: 'data.rows' }],
      ['DataTableInsertRowNode', { ...row, rowPayloadPath: 'data.bad', resultPath: 'noRow' }],
      ['DeviceChangeStateNode', { ...state, attrPayloadPath: 'data.states' }],
      ['DeviceChangeStateNode', { ...state, attrPayloadPath: 'data.bad', resultPath: 'noState' }],
      ['DeviceChangeStateNode', { ...state, attrPayloadPath: 'data.good', resultPath: 'allStates' }],
    ],
    {
      rows: [{ level: 1 }, { level: 'high' }, { level: 3 }, {}],
      states: [{ level: 1 }, { data: { level: 2 }, time: 'yesterday or so' }, { other: 3 }],
      bad: [{ level: 'high' }],
      good: [{ level: 4 }],
    },
  );
  expect(payload.rows).toEqual({
    count: 2,
    rowIds: [expect.any(String), expect.any(String)],
    errorCount: 2,
    errors: [
      { index: 1, message: 'level must be a number' },
      { index: 3, message: 'level is required' },
    ],
  });
  expect(payload.noRow).toEqual({ error: { type: 'Validation', message: expect.stringContaining('row 0: level') } });
  expect(payload.states).toEqual({
    success: true,
    rejectedCount: 1,
    rejected: [{ index: 2, message: expect.stringContaining('other') }],
  });
  expect(payload.noState).toEqual({ error: { type: 'Validation', message: expect.stringContaining('level') } });
  expect(payload.allStates).toEqual({ success: true });
});

it('finds, changes and deletes events, in the name of the workflow', async () => {
  const { flowId, payload } = await runChain(server, { token, applicationId }, [
    [
      'CreateEventNode',
      {
        levelTemplate: 'info',
        subjectTemplate: 'Found by nodes',
        eventTags: [{ keyTemplate: 'a', valueTemplate: '1' }],
        resultPath: 'made',
      },
    ],
    ['GetEventNode', { eventIdTemplate: '{{made.id}}', resultPath: 'byId' }],
    [
      'GetEventNode',
      {
        queryTemplate: '{"subject": "Found by nodes"}',
        findMultiple: true,
        findMetadata: true,
        resultsPerPage: '0',
        resultPath: 'counted',
      },
    ],
    ['GetEventNode', { queryTemplate: '{"subject": "Nothing"}', resultPath: 'none' }],
    ['GetEventNode', { eventIdTemplate: 'no id', resultPath: 'noId' }],
    [
      'UpdateEventNode',
      {
        targetEventIdTemplate: '{{made.id}}',
        stateTemplate: 'acknowledged',
        commentTemplate: 'Seen',
        eventTags: [{ keyTemplate: 'b', valueTemplate: '2' }],
        dataSourceType: 'payloadPath',
        dataSourcePath: '',
        resultPath: 'changed',
      },
    ],
    [
      'UpdateEventNode',
      { queryTemplate: '{"subject": "Found by nodes"}', stateTemplate: 'resolved', resultPath: 'newest' },
    ],
    ['UpdateEventNode', { targetEventIdTemplate: 'f'.repeat(24), stateTemplate: 'resolved', resultPath: 'missing' }],
    ['DeleteEventNode', { eventIdTemplate: '{{made.id}}', resultPath: 'deleted' }],
    ['DeleteEventNode', { queryTemplate: '{"subject": "Found by nodes"}', resultPath: 'rest' }],
  ]);
  expect(payload).toMatchObject({
    byId: { subject: 'Found by nodes', sourceType: 'flow', sourceId: flowId },
    counted: { items: [], count: 0, totalCount: 1 },
    none: null,
    noId: null,
    changed: {
      state: 'acknowledged',
      eventTags: { a: '1', b: '2' },
      updates: [{ comment: 'Seen', sourceType: 'flow' }],
    },
    newest: { state: 'resolved' },
    missing: { error: { type: 'NotFound' } },
    deleted: { removed: 1 },
    rest: { removed: 0 },
  });
});

it('holds events to the rules of the API, and names what breaks them', async () => {
  const create = (config: object) => ['CreateEventNode', { resultPath: 'made', ...config }] as const;
  const made = async (config: object) =>
    (await run([create(config)])).made as { error?: { type: string; message: string }; id?: string };
  const refusals: [object, string][] = [
    [{ levelTemplate: 'huge', subjectTemplate: 'x' }, 'level must be one of'],
    [{ levelTemplate: 'info', subjectTemplate: 'x', stateTemplate: 'open' }, 'state must be one of'],
    [{ levelTemplate: 'info', subjectTemplate: 'x'.repeat(300) }, 'subject must NOT have more than 255 characters'],
    [{ dataMethod: 'jsonTemplate', eventJsonTemplate: '{"level": 5, "subject": ["a"]}' }, 'level must be'],
    [
      { levelTemplate: 'info', subjectTemplate: 'x', eventTags: [{ keyTemplate: 'ä b', valueTemplate: '1' }] },
      'eventTags must not have the key',
    ],
  ];
  for (const [config, message] of refusals) {
    expect((await made(config)).error).toMatchObject({
      type: 'Validation',
      message: expect.stringContaining(message),
    });
  }
  const { id } = await made({
    levelTemplate: 'info',
    subjectTemplate: 'fine',
    eventTags: [{ keyTemplate: 'a', valueTemplate: '' }],
  });
  const device = await client.devices.post({ applicationId, device: { name: 'Of an event' } });
  const { changed } = await run([
    [
      'UpdateEventNode',
      {
        targetEventIdTemplate: id,
        levelTemplate: 'error',
        subjectTemplate: 'worse',
        deviceIdTemplate: device.id,
        resultPath: 'changed',
      },
    ],
  ]);
  expect(changed).toMatchObject({ level: 'error', subject: 'worse', deviceId: device.id, eventTags: {} });
});

it('finds no device by what is no id', async () => {
  const get = (config: object) => ['GetDeviceNode', config] as const;
  const payload = await run([
    get({ findMethod: 'id', idTemplate: 'zz', resultPath: 'one' }),
    get({ findMethod: 'findByParentId', parentIdTemplate: 'zz', resultPath: 'child' }),
  ]);
  expect([payload.one, payload.child]).toEqual([null, null]);
});

it('creates devices, from recipes too, changes and deletes them', async () => {
  const recipe = await client.deviceRecipes.post({
    applicationId,
    deviceRecipe: {
      name: 'Pump',
      deviceName: 'Pump of the recipe',
      tags: [
        { key: 'made', value: 'recipe' },
        { key: 'kind', value: 'pump' },
      ],
      attributes: [{ name: 'temperature', dataType: 'number' }],
      keepDuplicates: true,
    },
  });
  const payload = await run([
    [
      'CreateDeviceNode',
      {
        recipeIdTemplate: recipe.id,
        deviceTags: [{ keyTemplate: 'made', valueTemplate: 'node' }],
        deviceAttributes: [{ nameTemplate: 'level', dataTypeTemplate: 'number' }],
        tagsAsObject: true,
        attributesAsObject: true,
        resultPath: 'pump',
      },
    ],
    [
      'CreateDeviceNode',
      {
        dataMethod: 'jsonTemplate',
        deviceJsonTemplate: '{"name": "Plain", "deviceClass": "gateway"}',
        resultPath: 'plain',
      },
    ],
    ['CreateDeviceNode', { deviceClassTemplate: 'standalone', resultPath: 'nameless' }],
    ['CreateDeviceNode', { recipeIdTemplate: 'f'.repeat(24), nameTemplate: 'x', resultPath: 'noRecipe' }],
    [
      'UpdateDeviceNode',
      {
        idTemplate: '{{pump.id}}',
        nameTemplate: 'Renamed',
        deviceTags: [
          { keyTemplate: 'made', valueTemplate: '' },
          { keyTemplate: 'new', valueTemplate: 'x' },
        ],
        deviceAttributes: [{ nameTemplate: 'level', dataTypeTemplate: 'string' }],
        tagsAsObject: true,
        attributesAsObject: true,
        resultPath: 'changed',
      },
    ],
    ['UpdateDeviceNode', { idTemplate: foreignId, nameTemplate: 'Mine', resultPath: 'foreign' }],
    ['DeviceDeleteWorkflowNode', { deviceIdTemplate: '{{plain.id}}', resultPath: 'deleted' }],
    [
      'DeviceDeleteWorkflowNode',
      { dataMethod: 'query', deviceQueryJsonTemplate: '{"name": "Renamed"}', resultPath: 'deletedMany' },
    ],
    ['DeviceDeleteWorkflowNode', { deviceIdTemplate: foreignId, resultPath: 'notDeleted' }],
  ]);
  expect(payload).toMatchObject({
    pump: {
      name: 'Pump of the recipe',
      keepDuplicates: true,
      tags: { made: ['node'], kind: ['pump'] },
      attributes: { temperature: { dataType: 'number' }, level: { dataType: 'number' } },
    },
    plain: { deviceClass: 'gateway' },
    nameless: { error: { type: 'Validation' } },
    noRecipe: { error: { type: 'NotFound' } },
    changed: {
      name: 'Renamed',
      tags: { kind: ['pump'], new: ['x'] },
      attributes: { temperature: { dataType: 'number' }, level: { dataType: 'string' } },
    },
    foreign: { error: { type: 'NotFound' } },
    deleted: true,
    deletedMany: { removed: 1, failed: 0 },
    notDeleted: { error: { type: 'NotFound' } },
  });
  expect((payload.changed as { tags: object }).tags).not.toHaveProperty('made');
});

it('sends commands and messages, and counts them as the workflow’s', async () => {
  const device = await client.devices.post({
    applicationId,
    device: { name: 'Commanded', tags: [{ key: 'c', value: '1' }] },
  });
  const send = (config: object) =>
    ['DeviceSendCommandNode', { nameTemplate: 'go', payloadTemplate: '{"n": {{data.n}} }', ...config }] as const;
  await run(
    [
      send({ deviceIdsPath: 'data.ids' }),
      send({ sendToDeviceTags: [{ key: 'c', value: '1' }], payloadTemplateType: 'string', payloadTemplate: 'text' }),
      send({ deviceQueryJsonTemplate: '{"name": "Commanded"}', payloadTemplateType: 'path', payloadTemplate: 'data' }),
      send({ deviceIdsPath: 'data.nothing', sendToDeviceIds: [device.id] }),
      send({ sendToDeviceIds: [foreignId] }),
      [
        'MqttMessageNode',
        { integrationId: 'losant', topicTemplate: 'plant/{{data.n}}', messageTemplate: '{{jsonEncode data}}' },
      ],
    ],
    { n: 1, ids: [device.id, foreignId, 'no id'] },
  );
  const commands = await client.device.getCommand({ applicationId, deviceId: device.id, limit: 10 });
  expect(commands.map(({ payload }: { payload: unknown }) => payload)).toEqual([
    { n: 1, ids: [device.id, foreignId, 'no id'] },
    'text',
    { n: 1 },
  ]);
  await expect
    .poll(async () => (await client.application.payloadCounts({ applicationId })).deviceCommand)
    .toMatchObject({ 'flow.flow': 3 });
});

it('refuses messages that come too often, and integrations that there are not', async () => {
  const alone = await makeChain(server, { token, applicationId }, [
    ['MqttMessageNode', { integrationId: 'f'.repeat(24), topicTemplate: 'a', messageTemplate: 'b' }],
  ]);
  const { run: ended } = await press(server, { token, applicationId }, alone);
  expect(ended).toMatchObject({ status: 'failed', error: { name: 'NotFound' } });
  const often = await makeChain(
    server,
    { token, applicationId },
    Array.from({ length: 31 }, () => ['MqttMessageNode', { topicTemplate: 'often', messageTemplate: 'x' }] as const),
  );
  const { run: throttled } = await press(server, { token, applicationId }, often);
  expect(throttled).toMatchObject({ status: 'failed', nodeId: '30', error: { name: 'Throttled' } });
});

it('writes and reads files', async () => {
  const payload = await run(
    [
      [
        'FileCreateNode',
        {
          fileNameTemplate: 'a.txt',
          parentDirectoryTemplate: '/of/nodes',
          contentTypeTemplate: 'text/plain',
          fileContentsTemplate: '{{data.text}}',
          encodingTemplate: 'utf8',
          resultPath: 'made',
        },
      ],
      [
        'FileCreateNode',
        {
          fileNameTemplate: 'a.txt',
          parentDirectoryTemplate: '/of/nodes',
          fileContentsTemplate: 'x',
          resultPath: 'taken',
        },
      ],
      [
        'FileCreateNode',
        {
          fileNameTemplate: 'a.txt',
          parentDirectoryTemplate: '/of/nodes/',
          fileContentsTemplate: 'Zm9v',
          encodingTemplate: 'base64',
          shouldOverwrite: true,
          resultPath: 'again',
        },
      ],
      ['FileCreateNode', { fileNameTemplate: 'b.txt', fileUrlTemplate: 'http://127.0.0.1:1/', resultPath: 'inside' }],
      ['FileGetNode', { filePathTemplate: '/of/nodes/a.txt', destination: 'read' }],
      ['FileGetNode', { filePathTemplate: 'of/nodes/a.txt', isDownloadURL: true, destination: 'url' }],
      ['FileGetNode', { filePathTemplate: '/nowhere', destination: 'missing' }],
    ],
    { text: '<ä>' },
  );
  expect(payload).toMatchObject({
    made: {
      name: 'a.txt',
      parentDirectory: '/of/nodes/',
      contentType: 'text/plain',
      fileSize: 4,
      authorType: 'flow',
      url: expect.stringContaining('/of/nodes/a.txt'),
    },
    taken: { error: { type: 'Conflict' } },
    again: { fileSize: 3 },
    inside: { error: { type: 'HttpError' } },
    read: { value: 'foo', metadata: { name: 'a.txt' } },
    url: { value: expect.stringContaining('/of/nodes/a.txt') },
    missing: { error: { type: 'NotFound' } },
  });
});

it('presses buttons of other workflows, by the names that exports have for them', async () => {
  const owner = { token, applicationId };
  const target = await makeChain(server, owner, []);
  const trigger = (config: object) =>
    ['WorkflowTriggerNode', { triggerWorkflowId: target.flowId, triggerVirtualButtonId: 'b', ...config }] as const;
  const { payload, flowId } = await runChain(
    server,
    owner,
    [
      trigger({
        payloadTemplateType: 'json',
        payloadTemplate: '{"n": {{data.n}} }',
        flowVersionTemplate: 'default',
        resultPath: 'first',
      }),
    ],
    { n: 7 },
  );
  expect(payload.first).toEqual({ runId: expect.stringMatching(/^[0-9a-f]{24}$/) });
  await expect
    .poll(async () => (await client.flow.getStorageEntries({ applicationId, flowId: target.flowId })).payload, {
      timeout: 20_000,
    })
    .toMatchObject({
      data: { n: 7 },
      relayType: 'flow',
      relayId: flowId,
      runId: (payload.first as { runId: string }).runId,
    });
  const missing = await makeChain(server, owner, [trigger({ triggerVirtualButtonId: 'none' })]);
  expect((await press(server, owner, missing)).run).toMatchObject({ status: 'failed', error: { name: 'NotFound' } });
  const never = await makeChain(server, owner, [trigger({ behavior: 'schedule' })]);
  expect((await press(server, owner, never)).run).toMatchObject({
    status: 'failed',
    error: { name: 'ValidationError' },
  });
});

it('ends a workflow that starts itself again and again', async () => {
  const owner = { token, applicationId };
  const chain = await makeChain(server, owner, [['StoreValueNode', { keyName: 'count', valueType: 'incr' }]]);
  const flow = await client.flow.get({ applicationId, flowId: chain.flowId });
  const self = {
    id: 's',
    type: 'WorkflowTriggerNode',
    config: { triggerWorkflowId: chain.flowId, triggerVirtualButtonId: 'b' },
    meta: {},
    outputIds: [[]],
  };
  const [first, ...rest] = flow.nodes as { outputIds: string[][] }[];
  await client.flow.patch({
    applicationId,
    flowId: chain.flowId,
    flow: { nodes: [{ ...first, outputIds: [['1', 's']] }, ...rest, self] },
  });
  await press(server, owner, chain);
  await expect
    .poll(async () => (await client.flow.getStorageEntries({ applicationId, flowId: chain.flowId })).count, {
      timeout: 20_000,
    })
    .toBe(21);
});

it('lets the path through a latch once, in runs that follow each other', async () => {
  const owner = { token, applicationId };
  const chain = await makeChain(server, owner, [
    ['LatchNode', { latchExpression: '{{data.t}} > 30', resetExpression: '{{data.t}} < 20', branchPath: 'branch' }],
  ]);
  const branches = [];
  for (const t of [31, 32, 10, 40]) {
    await press(server, owner, chain, { t });
    const { payload } = await client.flow.getStorageEntries({ applicationId, flowId: chain.flowId });
    branches.push(payload.branch);
  }
  expect(branches).toEqual([true, false, false, true]);
  expect(await client.flow.clearStorageEntries({ applicationId, flowId: chain.flowId })).not.toHaveProperty('latch');
  await press(server, owner, chain, { t: 40 });
  expect((await client.flow.getStorageEntries({ applicationId, flowId: chain.flowId })).payload.branch).toBe(true);
});

it('makes tokens with credentials, which cannot go as long as a workflow names them', async () => {
  const owner = { token, applicationId };
  const api = async (method: string, rest: string, body?: object) =>
    call(server, method, `/applications/${applicationId}/credentials${rest}`, { token, ...(body ? { body } : {}) });
  const jwtConfig = { algorithm: 'HS512', issuer: 'plant', secret: 'kept' };
  const { body: credential } = await api('POST', '', { name: 'Signing', type: 'jwt', jwtConfig });
  const named = { credentialNameTemplate: 'Signing' };
  const { payload, flowId } = await runChain(server, owner, [
    ['JWTCreateNode', { ...named, dataTemplate: '{"a": 1}', destinationPath: 'token' }],
    ['JWTDecodeNode', { tokenTemplate: '{{token}}', complete: true, destinationPath: 'decoded' }],
    ['JWTVerifyNode', { ...named, tokenTemplate: '{{token}}', errorPath: 'error' }],
  ]);
  expect(payload).toMatchObject({ decoded: { header: { alg: 'HS512' }, payload: { a: 1, iss: 'plant' } } });
  expect(payload).not.toHaveProperty('error');
  const path = `/${credential.id}`;
  const refused = { status: 409, body: { message: expect.stringContaining('is used by flow') } };
  expect(await api('DELETE', path)).toMatchObject(refused);
  expect(await api('PATCH', path, { name: 'Other' })).toMatchObject(refused);
  expect((await api('GET', `${path}/linkedResources`)).body).toMatchObject({ flows: { items: [{ id: flowId }] } });
  await client.flow.delete({ applicationId, flowId });
  expect((await api('DELETE', path)).body).toEqual({ success: true });
  const without = await makeChain(server, owner, [
    ['JWTCreateNode', { ...named, dataTemplate: '{"a": 1}', destinationPath: 'token' }],
  ]);
  expect((await press(server, owner, without)).run).toMatchObject({
    status: 'failed',
    error: { name: 'CredentialError', message: 'There is no credential "Signing".' },
  });
});

it('reads what devices have reported', async () => {
  const attributes = [
    { name: 't', dataType: 'number' },
    { name: 'on', dataType: 'boolean' },
  ];
  const [one, two] = await Promise.all(
    ['One', 'Two'].map((name) =>
      client.devices.post({ applicationId, device: { name, attributes, tags: [{ key: 'series', value: 's' }] } }),
    ),
  );
  const hour = 3_600_000;
  const now = Math.floor(Date.now() / hour) * hour;
  const report = (deviceId: string, t: number, ago: number) =>
    client.device.sendState({ applicationId, deviceId, deviceState: { time: now - ago, data: { t, on: true } } });
  await report(one.id, 1, 2 * hour);
  await report(one.id, 3, 1);
  await report(two.id, 10, 1);
  const both = { deviceTags: [{ key: 'series', value: 's' }], end: `${now}`, duration: `${3 * hour}` };
  const payload = await run(
    [
      ['GaugeNode', { deviceIdsPath: 'data.id', attribute: 't', resultPath: 'newest' }],
      ['GaugeNode', { deviceIds: [one.id], attribute: ['t', 'on'], resultPath: 'several' }],
      ['GaugeNode', { deviceIds: [foreignId], attribute: 't', resultPath: 'none' }],
      ['GaugeNode', { ...both, attribute: 't', aggregation: 'MAX', resultPath: 'highest' }],
      ['TimeSeriesNode', { ...both, attribute: 't', resolution: `${hour}`, aggregation: 'SUM', resultPath: 'sums' }],
      [
        'TimeSeriesNode',
        { ...both, attribute: '{{data.name}}', resolution: `${hour}`, perDeviceResults: true, resultPath: 'each' },
      ],
      [
        'TimeSeriesNode',
        {
          deviceIdsPath: 'data.id',
          end: `${now}`,
          duration: `${3 * hour}`,
          attribute: 't',
          aggregation: 'NONE',
          orderTemplate: 'desc',
          resultPath: 'raw',
        },
      ],
      [
        'TimeSeriesNode',
        {
          ...both,
          attribute: 't',
          resolution: `${hour}`,
          aggregation: 'MEDIAN',
          errorBehavior: 'payloadPath',
          errorPath: 'refused',
          resultPath: 'no',
        },
      ],
    ],
    { id: one.id, name: 't' },
  );
  const at = (time: number) => new Date(time).toISOString();
  expect(payload).toMatchObject({
    newest: { time: at(now - 1), value: 3 },
    several: { t: { value: 3 }, on: { value: 1 } },
    none: {},
    highest: { value: 10 },
    sums: [
      { time: at(now - 2 * hour), value: 1 },
      { time: at(now - hour), value: 13 },
    ],
    each: { [one.id]: [{ value: 1 }, { value: 3 }], [two.id]: [{ value: 10 }] },
    raw: [{ value: 3 }, { value: 1 }],
    refused: { error: { name: 'ValidationError' } },
  });
});
