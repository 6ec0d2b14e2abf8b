import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, logIn } from '../support/api.ts';
import { connectDevice, type DeviceFixture, makeDevice, nextMessages } from '../support/fixtures.ts';
import { findFields, type Operation, readOperations, sampleOf } from '../support/openapi-fields.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeUser } from '../support/tenant.ts';

/** What every way in does with odd times, numbers and encodings: the fields are those of the OpenAPI document. */
let server: SharedServer;
let client: Client;
let token: string;
let fixture: DeviceFixture;
let operations: Operation[];
let ids: Record<string, string>;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  fixture = await makeDevice(client);
  const { id: orgId } = await client.orgs.post({ organization: { name: 'Odd' } });
  operations = readOperations(await (await fetch(`${server.http}/openapi.json`)).json());
  ids = { applicationId: fixture.applicationId, deviceId: fixture.deviceId, orgId };
});

async function send(
  method: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | undefined,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${server.http}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return { status: answer.status, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {} };
}

const pathOf = ({ path }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '0123456789abcdef01234567');

const applicationPath = (): string => `/applications/${fixture.applicationId}`;
const devicePath = (): string => `${applicationPath()}/devices/${fixture.deviceId}`;

const badTimes = [
  ...['2016-12-31T23:59:60Z', '2023-02-29T00:00:00Z', '2099-13-01T00:00:00Z', '2099-01-01T24:00:00Z', 'boot 7'],
  ...[
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '2099-01-01T00:00:00+99:00',
    '2099-01-01',
    '',
    '4102444800000',
  ],
];
const badEmails = ['a@b..c', 'a@b@c', 'a b@c', 'a@b,c@d', '<a@b>', 'a\u0000@b', '@b', 'a@', `${'x'.repeat(65)}@b.c`];

describe('formats', () => {
  it.each([
    ['date-time', badTimes],
    ['email', badEmails],
  ])('refuses in every %s field what cannot be read', async (format, values) => {
    const fields = operations.filter(({ isBuilt }) => isBuilt).flatMap((each) => findFields(each, format));
    expect(fields.length).toBeGreaterThan(4);
    for (const { operation, place, name } of fields) {
      for (const value of values) {
        const query = place === 'query' ? `?${new URLSearchParams({ [name]: value })}` : '';
        const rest = operation.body === undefined ? undefined : (sampleOf(operation.body) as object);
        const body = place === 'body' ? { ...rest, [name]: value } : rest;
        const answer = await send(operation.method, `${pathOf(operation)}${query}`, body && JSON.stringify(body));
        expect.soft([operation.name, name, value, answer.status]).toEqual([operation.name, name, value, 400]);
        expect.soft(answer.body.message).toContain(name);
      }
    }
  });

  it('takes no unreadable time of a command or a connection for now', async () => {
    const calls = [
      ['command', (time: unknown) => ({ name: 'go', time }), 'time'],
      ['setConnectionStatus', (connectedAt: unknown) => ({ status: 'connected', connectedAt }), 'connectedAt'],
      [
        'setConnectionStatus',
        (disconnectedAt: unknown) => ({ status: 'disconnected', disconnectedAt }),
        'disconnectedAt',
      ],
    ] as const;
    for (const [action, bodyOf, field] of calls) {
      for (const time of ['boot 7', '2019-02-29', '', { $date: 'yesterday' }]) {
        const answer = await send('POST', `${devicePath()}/${action}`, JSON.stringify(bodyOf(time)));
        expect.soft([action, time, answer.status]).toEqual([action, time, 400]);
        expect.soft(answer.body.message).toContain(field);
      }
    }
    const toMany = JSON.stringify({ name: 'go', time: 'boot 7', deviceIds: [fixture.deviceId] });
    expect(await send('POST', `${applicationPath()}/devices/command`, toMany)).toMatchObject({ status: 400 });
    expect(await client.device.getCommand(fixture)).toEqual([]);
  });

  it('reads the times that mails and browsers write in reports of devices alone', async () => {
    for (const text of [new Date().toUTCString(), new Date().toString()]) {
      const state = await send(
        'POST',
        `${devicePath()}/state`,
        JSON.stringify({ data: { temperature: 1 }, time: text }),
      );
      expect(state.status).toBe(200);
      const states = [{ deviceId: fixture.deviceId, time: text, data: { temperature: 1 } }];
      const imported = await send('POST', `${applicationPath()}/data/import-history`, JSON.stringify({ states }));
      expect
        .soft([text, imported.body])
        .toMatchObject([text, { stored: 0, rejected: [{ message: expect.stringContaining('time must be') }] }]);
      for (const [path, body] of [
        [`${devicePath()}/command`, { name: 'go', time: text }],
        [`${devicePath()}/setConnectionStatus`, { status: 'connected', connectedAt: text }],
        [`${applicationPath()}/events`, { level: 'info', subject: 's', creationDate: text }],
      ] as const) {
        const answer = await send('POST', path, JSON.stringify(body));
        expect.soft([path, text, answer.status]).toEqual([path, text, 400]);
      }
    }
  });

  it('reads what it takes, as PostgreSQL and RFC 3339 write it', async () => {
    for (const expirationDate of ['2099-04-01 12:00:00+00', '2099-04-01T14:00:00.000000001+02:00']) {
      const body = JSON.stringify({ name: 'T', expirationDate });
      const answer = await send('POST', `${applicationPath()}/tokens`, body);
      expect(answer).toMatchObject({ status: 201, body: { expirationDate: '2099-04-01T12:00:00.000Z' } });
    }
  });
});

describe('encodings', () => {
  const broken = Buffer.concat([Buffer.from('{"name":"caf'), Buffer.from([0xe9]), Buffer.from('"}')]);
  const refused = [400, 403, 404, 501];

  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['bytes that are not UTF-8', broken, /not valid UTF-8/],
    ['half of a surrogate pair', Buffer.from('{"name":"a\\ud800b","x":{"\\udc00":1}}'), /surrogate/],
  ])('refuses a body with %s on every route', async (_case, bytes, message) => {
    const withBody = operations.filter(({ body, isBuilt }) => body !== undefined && isBuilt);
    expect(withBody.length).toBeGreaterThan(30);
    const messages: unknown[] = [];
    for (const operation of withBody) {
      const answer = await send(operation.method, pathOf(operation), bytes);
      expect.soft(refused, `${operation.name} ${answer.status}`).toContain(answer.status);
      messages.push(answer.body.message);
    }
    expect(messages.filter((text) => message.test(String(text))).length).toBeGreaterThan(20);
  });

  it('refuses passwords, values and payloads with half of a surrogate pair', async () => {
    for (const [method, path, body] of [
      ['POST', '/auth/user', '{"email":"a@b.c","password":"Correct-Horse-7\\ud800"}'],
      ['POST', `${devicePath()}/state`, '{"data":{"note":"\\ud800"}}'],
      ['POST', `${devicePath()}/command`, '{"name":"c","payload":{"a":"\\udfff"}}'],
    ] as const) {
      expect.soft(await send(method, path, body)).toMatchObject({ status: 400 });
    }
  });

  it('refuses a query string that is not UTF-8, naming the parameter', async () => {
    const withQuery = operations.filter(({ query, isBuilt }) => isBuilt && Object.keys(query).length > 0);
    for (const operation of withQuery) {
      const [name = ''] = Object.keys(operation.query);
      const answer = await send(operation.method, `${pathOf(operation)}?${name}=%ff`, undefined);
      expect.soft(refused, `${operation.name} ${answer.status}`).toContain(answer.status);
    }
    const answer = await send('GET', `${applicationPath()}/search?filter=%ff`, undefined);
    expect(answer).toMatchObject({ status: 400, body: { message: 'filter must be percent-encoded UTF-8' } });
  });

  it('ignores one byte order mark in front of JSON, over HTTP and MQTT', async () => {
    const body = '\ufeff{"data":{"note":"\ufeffmark"}}';
    expect(await send('POST', `${devicePath()}/state`, body)).toMatchObject({ status: 200 });
    expect(await client.device.getState(fixture)).toMatchObject([{ data: { note: '\ufeffmark' } }]);
    const device = await connectDevice(server, fixture);
    await device.publishAsync(`losant/${fixture.deviceId}/state`, '\ufeff{"data":{"note":"over MQTT"}}', { qos: 1 });
    await device.publishAsync(`losant/${fixture.deviceId}/state`, broken, { qos: 1 });
    await device.endAsync();
    expect(await client.device.getState(fixture)).toMatchObject([{ data: { note: 'over MQTT' } }]);
  });
});

describe('numbers', () => {
  it.each([
    ['2882429806056571124', { note: '2882429806056571124' }],
    ['9007199254740992', { note: '9007199254740992', temperature: 9007199254740992 }],
    ['1e23', { note: '1e+23', temperature: 1e23 }],
    ['3.14159265358979323846', { note: '3.14159265358979323846', temperature: Math.PI }],
    ['"9007199254740993"', { note: '9007199254740993' }],
    ['"12.50"', { note: '12.50', temperature: 12.5 }],
  ])('keeps %s where that loses nothing', async (text, data) => {
    const answer = await send('POST', `${devicePath()}/state`, `{"data":{"note":${text},"temperature":${text}}}`);
    expect(answer).toMatchObject({ status: 200 });
    const [state] = await client.device.getState(fixture);
    expect(state.data).toEqual(data);
  });

  it('refuses a report of which nothing can be kept', async () => {
    const integers = ['9007199254740993', '"9007199254740993"', '9007199254740993.0', '-2882429806056571124.0'];
    for (const text of [...integers, '1e400', '"1e400"', '1e-400', '"-1e-400"']) {
      const answer = await send('POST', `${devicePath()}/state`, `{"data":{"temperature":${text}}}`);
      expect
        .soft(answer)
        .toMatchObject({ status: 400, body: { message: expect.stringMatching(/^data\.temperature /) } });
    }
  });

  it('passes a command on as it came, to the device and to the history', async () => {
    const payload =
      '{"id":9007199254740993,"list":[0.1,3.14159265358979323846,9007199254740992.5],"s":"9007199254740993"}';
    const device = await connectDevice(server, fixture);
    await device.subscribeAsync(`losant/${fixture.deviceId}/command`);
    const received = nextMessages(device, 1);
    expect(await send('POST', `${devicePath()}/command`, `{"name":"c","payload":${payload}}`)).toMatchObject({
      status: 200,
    });
    expect((await received)[0]).toContain(
      '"id":9007199254740993,"list":[0.1,3.14159265358979323846,9007199254740992.5]',
    );
    await device.endAsync();
    const history = await fetch(`${server.http}${devicePath()}/command`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await history.text()).toMatch(/"id": ?9007199254740993\b/);
  });

  it.each(['1e400', '-1e400', '1e-400', `1.${'0'.repeat(20_000)}1`, '9'.repeat(401)])(
    'refuses a command with %.20s, which could not be passed on',
    async (number) => {
      const answer = await send('POST', `${devicePath()}/command`, `{"name":"c","payload":[${number}]}`);
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^payload /) } });
    },
  );

  it('refuses in every numeric field what a double cannot hold', async () => {
    const fields = operations
      .filter(({ isBuilt }) => isBuilt)
      .flatMap((each) => [...findFields(each, 'number'), ...findFields(each, 'integer')])
      .filter(({ place }) => place === 'body');
    expect(fields.length).toBeGreaterThan(5);
    for (const { operation, name } of fields) {
      const { [name]: _replaced, ...rest } = sampleOf(operation.body ?? {}) as Record<string, unknown>;
      const begin = `${JSON.stringify(rest).slice(0, -1)}${Object.keys(rest).length > 0 ? ',' : ''}"${name}":`;
      for (const number of ['1e400', '1e-400', '9007199254740993.0']) {
        const answer = await send(operation.method, pathOf(operation), `${begin}${number}}`);
        expect.soft([400, 404], `${operation.name} ${name} ${number} ${answer.status}`).toContain(answer.status);
      }
    }
  });
});

describe('numbers of workflows, tables and forms', () => {
  it('keeps the digits of what a workflow stores, and refuses what cannot be kept', async () => {
    const { id: flowId } = await client.flows.post({ ...fixture, flow: { name: 'Keeper' } });
    const storage = `${applicationPath()}/flows/${flowId}/storage`;
    const put = (value: string) => send('PATCH', storage, `{"key":"k","value":${value}}`);
    const kinds = ['9007199254740993', '9007199254740992.5', '3.14159265358979323846'];
    for (const value of [...kinds, '{"list":[-2882429806056571124,0.1]}']) {
      expect(await put(value)).toMatchObject({ status: 200 });
      const kept = await fetch(`${server.http}${storage}`, { headers: { authorization: `Bearer ${token}` } });
      expect((await kept.text()).replaceAll(' ', '')).toBe(`{"k":${value}}`);
    }
    for (const value of ['1e400', '[1e-400]', '9'.repeat(401)]) {
      expect(await put(value)).toMatchObject({ status: 400, body: { field: 'value' } });
    }
  });

  it('refuses a workflow, a dashboard and a button with numbers that would be others', async () => {
    for (const number of ['9007199254740993', '1e400', '1e-400']) {
      const record = `{"id":"a","name":"F","nodes":[{"id":"a","type":"DebugNode","config":{"n":${number}}}]}`;
      const yaml = `resourceType: Flow\nversion: 1\nresources: [${record}]\n`;
      for (const brought of [`"flows":[${record}]`, `"files":[{"name":"f.yaml","content":${JSON.stringify(yaml)}}]`]) {
        const answer = await send('POST', `${applicationPath()}/flows/import`, `{${brought}}`);
        expect(answer).toMatchObject({
          status: 400,
          body: {
            message: expect.stringMatching(/\.nodes\[0\]\.config\.n must not be a number that a double cannot hold$/),
          },
        });
      }
      const nodes = `[{"id":"a","type":"DebugNode","config":{"deep":[{"n":${number}}]}}]`;
      const flow = await send('POST', `${applicationPath()}/flows`, `{"name":"F","nodes":${nodes}}`);
      expect(flow).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('nodes[0].config.deep[0].n') },
      });
      const block = `{"id":"b","blockType":"custom-html","startX":0,"startY":0,"width":1,"height":1,"config":{"n":${number}}}`;
      const dashboard = await send('POST', '/dashboards', `{"name":"D","blocks":[${block}]}`);
      expect(dashboard).toMatchObject({ status: 400, body: { field: 'blocks[0].config.n' } });
    }
    const flow = { name: 'Pressed', triggers: [{ type: 'virtualButton' }] };
    const { id: flowId, triggers } = await client.flows.post({ ...fixture, flow });
    const press = (payload: string) =>
      send(
        'POST',
        `${applicationPath()}/flows/${flowId}/virtualButton`,
        `{"key":"${triggers[0].key}","payload":${payload}}`,
      );
    expect(await press('{"a":1e400}')).toMatchObject({ status: 400, body: { field: 'payload' } });
    expect(await press('{"a":9007199254740993}')).toMatchObject({ status: 200 });
  });

  it('holds JSON texts of definitions to the rules of what is sent, naming the field', async () => {
    const { id: flowId } = await client.flows.post({ ...fixture, flow: { name: 'Texts' } });
    const button = (payload: string) => [{ type: 'virtualButton', meta: { payload } }];
    for (const [text, rule] of [
      ['{"a":1e400}', 'range'],
      ['[-1e400]', 'range'],
      ['"\\ud800"', 'surrogates'],
      ['{"\\udc00":1}', 'surrogates'],
      ['{', 'valid JSON'],
    ] as const) {
      const globals = [{ key: 'a', json: text }];
      const name = 'Texts';
      for (const [method, path, body, field] of [
        ['POST', `${applicationPath()}/flows`, { name, globals }, 'globals[0].json'],
        ['PATCH', `${applicationPath()}/flows/${flowId}`, { globals }, 'globals[0].json'],
        ['POST', `${applicationPath()}/flows`, { name, triggers: button(text) }, 'triggers[0].meta.payload'],
        ['PATCH', `${applicationPath()}/flows/${flowId}`, { triggers: button(text) }, 'triggers[0].meta.payload'],
        ['POST', '/applications', { name, globals }, 'globals[0].json'],
        ['PATCH', applicationPath(), { globals }, 'globals[0].json'],
        ['PATCH', `${applicationPath()}/globals`, globals, '[0].json'],
      ] as const) {
        const answer = await send(method, path, JSON.stringify(body));
        expect.soft([method, path, text, answer.status, answer.body.field]).toEqual([method, path, text, 400, field]);
        expect.soft(answer.body.message).toContain(rule);
      }
    }
    const globals = [{ key: 'id', json: '{"id":9007199254740993}' }];
    expect(await send('PATCH', `${applicationPath()}/flows/${flowId}`, JSON.stringify({ globals }))).toMatchObject({
      status: 200,
      body: { globals },
    });
  });

  it('keeps what a webhook is called with: every digit, and as text what cannot be kept', async () => {
    const { id, url } = await client.webhooks.post({ ...fixture, webhook: { name: 'Digits' } });
    for (const [body, kept] of [
      ['{"a":9007199254740993,"b":[3.14159265358979323846]}', undefined],
      ['{"a":9007199254740993,"b":1e400}', 'text'],
      ['{"s":"\\ud83d"}', undefined],
    ] as const) {
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
      const calls = await fetch(`${server.http}${applicationPath()}/webhooks/${id}/calls`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const wanted = kept === 'text' ? JSON.stringify(body) : body;
      expect((await calls.text()).replaceAll(/(?<="): /g, ':')).toContain(`"body":${wanted}`);
    }
  });

  it('carries all digits through a run: button, templates, expressions, JSON texts, scripts, storage', async () => {
    const nodes = [
      ['equal', 'ConditionalNode', { expression: '{{data.big}} == {{data.near}}' }, [['text'], []]],
      [
        'text',
        'StoreValueNode',
        { keyName: 'text', valueType: 'template', value: '{{data.big}} {{globals.g}}' },
        [['decode']],
      ],
      ['decode', 'JsonDecodeNode', { source: 'data.json', destination: 'working' }, [['script']]],
      ['script', 'RawFunctionNode', { script: 'payload.working.seen = true;' }, [['store']]],
      ['store', 'StoreValueNode', { keyName: 'all', valueType: 'path', value: 'working' }, [['json']]],
      ['json', 'StoreValueNode', { keyName: 'json', valueType: 'json', value: '[{{data.big}}]' }, []],
    ].map(([id, type, config, outputIds]) => ({ id, type, config, outputIds }));
    const answer = await send(
      'POST',
      `${applicationPath()}/flows`,
      JSON.stringify({
        name: 'Carrier',
        globals: [{ key: 'g', json: '2882429806056571124' }],
        triggers: [{ type: 'virtualButton', outputIds: [['equal']] }],
        nodes,
      }),
    );
    expect(answer.status).toBe(201);
    const flow = `${applicationPath()}/flows/${String(answer.body.id)}`;
    const [trigger] = answer.body.triggers as { key: string }[];
    const payload = '{"big":9007199254740993,"near":9007199254740992,"json":"{\\"id\\":9007199254740993}"}';
    expect(await send('POST', `${flow}/virtualButton`, `{"key":"${trigger?.key}","payload":${payload}}`)).toMatchObject(
      {
        status: 200,
      },
    );
    const wanted =
      '{"all":{"id":9007199254740993,"seen":true},"json":[9007199254740993],"text":"9007199254740993 2882429806056571124"}';
    const readStorage = async () => {
      const kept = await fetch(`${server.http}${flow}/storage`, { headers: { authorization: `Bearer ${token}` } });
      return (await kept.text()).replaceAll(/(?<=[:,]) /g, '');
    };
    await expect.poll(readStorage, { timeout: 30_000 }).toBe(wanted);
  });

  it('lets no node store half of a character, which no one else may, and says so', async () => {
    const nodes = [
      {
        id: 'cut',
        type: 'MutateNode',
        config: { rules: [{ type: 'set', destination: 'half', valueTemplate: '{{substring data.text 0 1}}' }] },
        outputIds: [['store']],
      },
      {
        id: 'store',
        type: 'StoreValueNode',
        config: { keyName: 'a', valueType: 'path', value: 'half' },
        outputIds: [],
      },
    ];
    const { id: flowId, triggers } = await client.flows.post({
      ...fixture,
      flow: { name: 'Halves', triggers: [{ type: 'virtualButton', outputIds: [['cut']] }], nodes },
    });
    const flow = `${applicationPath()}/flows/${flowId}`;
    const press = (text: string) =>
      send('POST', `${flow}/virtualButton`, JSON.stringify({ key: triggers[0].key, payload: { text } }));
    const { runId } = (await press('😀x')).body;
    const readRun = async () => (await send('GET', `${flow}/runs/${String(runId)}`, undefined)).body;
    await expect.poll(async () => (await readRun()).status, { timeout: 30_000 }).toBe('failed');
    expect(await readRun()).toMatchObject({
      nodeId: 'store',
      error: { name: 'ValidationError', message: 'value must not contain half of a surrogate pair' },
    });
    expect((await send('GET', `${flow}/storage`, undefined)).body).toEqual({});
  });

  it('takes no number for an object, a row or a body', async () => {
    const columns = [{ name: 'n', dataType: 'number', constraint: 'optional' }];
    const { id } = await client.dataTables.post({ ...fixture, dataTable: { name: 'Digits', columns } });
    const rows = `${applicationPath()}/data-tables/${id}/rows`;
    for (const [path, body] of [
      [rows, '1e400'],
      [rows, '[9007199254740993]'],
      [rows, '{"n":9007199254740993}'],
      [`${applicationPath()}/events`, '{"level":"info","subject":"s","eventTags":9007199254740993}'],
      [
        `${applicationPath()}/devices`,
        '{"name":"D","attributes":[{"name":"a","dataType":"number","attributeTags":1e400}]}',
      ],
    ] as const) {
      const answer = await send('POST', path, body);
      // Rows of an array are judged one by one.
      if (answer.status === 201) expect(answer.body).toMatchObject({ count: 0, errorCount: 1 });
      else expect(answer).toMatchObject({ status: 400 });
    }
  });

  it('refuses an expression of days that never come', async () => {
    for (const cron of ['0 0 30 2 *', '0 0 31 apr,jun *']) {
      const flow = { name: 'Never', triggers: [{ type: 'timer', config: { cron } }] };
      const answer = await send('POST', `${applicationPath()}/flows`, JSON.stringify(flow));
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('cron') } });
    }
  });

  it('reads a CSV of a table as other programs write it, and refuses a part that is encoded', async () => {
    const columns = [
      { name: 'name', dataType: 'string', constraint: 'optional' },
      { name: 'on', dataType: 'boolean', constraint: 'optional' },
    ];
    const { id } = await client.dataTables.post({ ...fixture, dataTable: { name: 'Mixed', columns } });
    const table = `${applicationPath()}/data-tables/${id}`;
    const post = (head: string, text: string) =>
      fetch(`${server.http}${table}/rows/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=X' },
        body: `--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n${head}\r\n${text}\r\n--X--\r\n`,
      });
    const encoded = await post('Content-Transfer-Encoding: base64\r\n', 'bmFtZSxvbgo=');
    expect([encoded.status, await encoded.json()]).toMatchObject([415, { message: expect.stringContaining('base64') }]);
    const taken = await post('', '\ufeff"name", "on" ,,\r\n"Pump, left" , t,,\nFan,f\r\n');
    expect(taken.status).toBe(200);
    const { jobId } = (await taken.json()) as { jobId: string };
    await expect
      .poll(async () => (await send('GET', `${table}/imports/${jobId}`, undefined)).body, { timeout: 30_000 })
      .toMatchObject({ state: 'done', count: 2, errorCount: 0 });
    const { items } = await client.dataTableRows.get({ ...fixture, dataTableId: id });
    expect(items).toMatchObject([
      { name: 'Pump, left', on: true },
      { name: 'Fan', on: false },
    ]);
  });
});

describe('text that people type', () => {
  const composed = 'Caf\u00e9';
  const decomposed = 'Cafe\u0301';

  it('is found in whichever form it is asked for', async () => {
    const device = { name: decomposed, tags: [{ key: 'place', value: decomposed }] };
    const { deviceId } = await client.devices.post({ ...fixture, device });
    for (const text of [composed, decomposed]) {
      const listed = await client.devices.get({ ...fixture, filterField: 'name', filter: text });
      expect(listed.items).toMatchObject([{ deviceId, name: composed, tags: [{ key: 'place', value: composed }] }]);
      const tagged = await client.devices.get({ ...fixture, tagFilter: [{ key: 'place', value: text }] });
      expect(tagged.totalCount).toBe(1);
      const queried = await client.devices.get({ ...fixture, query: { tags: { place: text } } });
      expect(queried.totalCount).toBe(1);
      const found = await send('GET', `${applicationPath()}/search?filter=${encodeURIComponent(text)}`, undefined);
      expect(JSON.stringify(found.body)).toContain(deviceId);
    }
  });

  it('logs in with the same keys pressed on another system', async () => {
    const user = await makeUser(server, token, `${decomposed}@example.com`);
    const password = `Correct-Horse-7-${decomposed}`;
    await user.client.me.changePassword({
      data: { password: user.password, newPassword: password },
    });
    for (const text of [composed, decomposed]) {
      const credentials = { email: `${text}@example.com`, password: `Correct-Horse-7-${text}` };
      expect(await connect(server).auth.authenticateUser({ credentials })).toMatchObject({
        userId: expect.any(String),
      });
    }
  });

  it('is as long as it is in its normal form, in queries, operations and passwords too', async () => {
    const typed = decomposed.slice(-2).repeat(200);
    const { deviceId } = await client.devices.post({
      ...fixture,
      device: { name: typed, tags: [{ key: 'long', value: typed }] },
    });
    const listed = await client.devices.get({ ...fixture, filterField: 'name', filter: typed });
    expect(listed.items).toMatchObject([{ deviceId }]);
    for (const tags of [{ long: typed }, { $tagKey: 'long', $tagValue: typed }, { $eq: { long: typed } }]) {
      expect((await client.devices.get({ ...fixture, query: { tags } })).items).toMatchObject([{ deviceId }]);
    }
    const events = `${applicationPath()}/events?filterField=subject&filter=${encodeURIComponent(typed)}`;
    expect(await send('GET', events, undefined)).toMatchObject({ status: 200 });
    const updateOperations = [
      { operation: 'set', target: 'name', value: typed },
      { operation: 'set', target: 'tag', value: { key: 'other', value: typed } },
    ];
    const patch = JSON.stringify({ deviceIds: [deviceId], updateOperations });
    expect((await send('PATCH', `${applicationPath()}/devices`, patch)).status).toBe(200);
    const short = { email: 'short-password@example.com', password: `${decomposed.slice(-2).repeat(4)}Aa1!` };
    expect(await send('POST', '/users', JSON.stringify(short))).toMatchObject({
      status: 400,
      body: { field: 'password' },
    });
  });

  it('may have as many characters as its limit says, however many units they take', async () => {
    const name = '😀'.repeat(255);
    const { deviceId } = await client.devices.post({ ...fixture, device: { name } });
    const listed = await client.devices.get({ ...fixture, filterField: 'name', filter: name });
    expect(listed.items).toMatchObject([{ deviceId, name }]);
    const found = await send('GET', `${applicationPath()}/search?filter=${encodeURIComponent(name)}`, undefined);
    expect(found.status).toBe(200);
    const query = `?filterField=name&filter=${encodeURIComponent(`${name}a`)}`;
    expect(await send('GET', `${applicationPath()}/devices${query}`, undefined)).toMatchObject({ status: 400 });
  });
});

it('counts a payload in one of two adjoining ranges of hours', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 1 } } });
  const hourMs = 3_600_000;
  // Two borders on either side, so that the hour may end while the test runs.
  const first = Math.floor(Date.now() / hourMs) * hourMs - hourMs;
  const counts = await Promise.all(
    [0, 1, 2, 3].map(async (index) => {
      const start = first + index * hourMs;
      const { deviceState } = await client.application.payloadCounts({ applicationId, start, end: start + hourMs });
      return deviceState?.['user.rest'] ?? 0;
    }),
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
});
