// What somebody with whom a dashboard is shared cannot get at, whatever is sent (dashboards.md, "2. Who may see it, and what
// sharing opens").
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { seed } from '../support/seed.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeUser } from '../support/tenant.ts';

/** Somebody who is only shared with may ask this often in a minute. */
const callsPerDashboard = 60;
const dashboards = 7;
const secret = 'S3CRET';
const day = 86_400_000;

let server: SharedServer;
let client: Client;
let applicationId: string;
let deviceId: string;
let otherId: string;
const shared: string[] = [];

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client } = await makeUser(server, admin.token, 'sharing@example.com'));
  applicationId = (await client.applications.post({ application: { name: `${secret}-application` } })).id;
  const attributes = [
    { name: 'temp', dataType: 'number' },
    { name: 'hidden', dataType: 'string' },
    { name: 'place', dataType: 'gps' },
    { name: 'x', dataType: 'number' },
    { name: 'y', dataType: 'number' },
  ];
  const make = async (name: string, key: string) =>
    (await client.devices.post({ applicationId, device: { name, attributes, tags: [{ key, value: secret }] } })).id;
  deviceId = await make(`${secret}-shown`, 'kind');
  otherId = await make(`${secret}-other`, 'kind');
  const now = Date.now();
  for (const id of [deviceId, otherId]) {
    const isShown = id === deviceId;
    await client.device.sendState({
      applicationId,
      deviceId: id,
      deviceState: [
        // Older than any window of the dashboard.
        { time: now - 3 * day, data: { temp: 987_654, hidden: secret } },
        {
          time: now - 60_000,
          data: { temp: isShown ? 21 : 987_654, hidden: secret, place: isShown ? '1,2' : '9.87654,2', x: 1, y: 2 },
        },
      ],
    });
  }
  await client.events.post({
    applicationId,
    event: { level: 'info', subject: 'Shown', message: secret, data: secret },
  });
  const columns = ['stop', 'inner'].map((name) => ({ name, dataType: 'string', constraint: 'optional' }));
  const dataTableId = (await client.dataTables.post({ applicationId, dataTable: { name: secret, columns } })).id;
  const row = { stop: 'Shown', inner: secret };
  await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow: row });
  await client.flows.post({ applicationId, flow: { name: 'Shown', description: secret, triggers: [], nodes: [] } });
  const segment = { attribute: 'temp', deviceIds: ['{{ctx.which}}'], label: 'Temperature' };
  const place = { applicationId, width: 1, height: 1, startY: 0 };
  for (let count = 0; count < dashboards; count += 1) {
    const dashboard = {
      name: 'Shared',
      applicationId,
      public: true,
      blocks: [
        { id: 'gauge', blockType: 'gauge', startX: 0, ...place, config: { segment } },
        {
          id: 'graph',
          blockType: 'graph',
          startX: 1,
          ...place,
          config: { duration: 600_000, resolution: 60_000, segments: [{ ...segment, aggregation: 'MAX' }] },
        },
        {
          id: 'events',
          blockType: 'event-list',
          startX: 2,
          ...place,
          config: { query: '{"subject":{"$contains":"{{ctx.word}}"}}', columns: [{ type: 'subject' }] },
        },
        ...others(segment, dataTableId),
      ],
      contextConfiguration: [
        { name: 'which', type: 'deviceId', defaultValue: deviceId },
        {
          name: 'word',
          type: 'string',
          defaultValue: 'Shown',
          validationEnabled: true,
          validationConfig: { regExp: '^[^S]*$|^Shown$' },
        },
      ],
    };
    shared.push((await client.dashboards.post({ dashboard })).id);
  }
});

/** A block of each other type, with what must not come out in its config, and in what it could read. */
function others(segment: object, dataTableId: string) {
  const devices = { deviceIds: ['{{ctx.which}}'] };
  const configs: Record<string, object> = {
    map: { attribute: 'place', ...devices, duration: 600_000, additionalAttributes: null },
    heatmap: { attribute: 'place', ...devices },
    'position-chart': {
      ...{ ...devices, xAttribute: 'x', yAttribute: 'y', imageUrl: '/plan.png' },
      ...{ pixelA: '0,0', coordinateA: '0,0', pixelB: '9,9', coordinateB: '3,3', popupTemplate: '{{x}}' },
    },
    'image-overlay': {
      imageUrl: '/plan.png',
      segments: [{ id: 'a', queryType: 'gauge', ...segment }],
      overlays: [{ type: 'label', position: '1,2', defaultCondition: { label: '{{a.value}} {{ctx.word}}' } }],
    },
    'custom-chart': {
      configuration: '{"title":"{{ctx.word}}"}',
      segments: [
        { id: 'a', queryType: 'gauge', ...segment },
        { id: 'e', queryType: 'events' },
      ],
      vegaVersion: 'vega5',
    },
    'custom-html': { configuration: { bodyContent: secret }, segments: [{ id: 'a', queryType: 'gauge', ...segment }] },
    iframe: { url: 'https://example.com/{{ctx.word}}' },
    'data-table': { dataTableId, columns: [{ type: 'stop' }] },
    'device-log': devices,
    'device-count': { segments: [{ id: 'a' }], defaultCondition: { label: '{{a.count}}' } },
    'device-list': { columns: [{ type: 'connectionStatus' }] },
    'workflow-list': {},
    'application-list': {},
    'dashboard-list': {},
    input: {
      controls: [
        { id: 'r', type: 'range', templateId: 'r', label: 'Speed', defaultQuery: { attribute: 'temp', ...devices } },
        { id: 'b', type: 'button', label: 'Go', action: 'command', commandName: secret, payload: secret, ...devices },
      ],
    },
    pie: { segments: [segment] },
    bar: { segments: [segment] },
    indicator: { segments: [segment], defaultCondition: { label: '{{value-0}}' } },
    'open-event-indicator': { query: '{"subject":"Shown"}' },
    'device-state-table': { ...devices, attributes: ['temp'], columns: [{ type: 'attribute', attribute: 'temp' }] },
    image: { imageUrl: '/{{ctx.word}}.png' },
  };
  return Object.entries(configs).map(([blockType, config], index) => {
    const place = { applicationId, startX: index % 4, startY: 1 + Math.floor(index / 4), width: 1, height: 1 };
    return { id: blockType, blockType, ...place, config };
  });
}

const blockIds = [
  ...['gauge', 'graph', 'events', 'map', 'heatmap', 'position-chart', 'image-overlay', 'custom-chart', 'custom-html'],
  ...['iframe', 'data-table', 'device-log', 'device-count', 'device-list', 'workflow-list', 'application-list'],
  ...['dashboard-list', 'input', 'pie', 'bar', 'indicator', 'open-event-indicator', 'device-state-table', 'image'],
];
const forbidden = () => [secret, '987654', '9.87654', otherId, deviceId, applicationId];

it('gives nothing beyond the stored blocks, whatever is asked', async () => {
  const now = Date.now();
  const text = fc.oneof(
    fc.constantFrom(
      otherId,
      deviceId,
      applicationId,
      'Shown',
      '"}}',
      '"},{"$or":[]',
      '{{ctx.which}}',
      '{{{lookup this "block"}}}',
      '{{dashboard.id}}',
      '{{block.applicationId}}',
      '__proto__',
      'constructor',
      'hidden',
      '*',
      '',
      '<script>',
      "' or 1=1 --",
    ),
    fc.string({ maxLength: 20 }),
  );
  const number = fc.oneof(
    fc.constantFrom(0, 1, -1, now, now - day, now - 3 * day, now + day, 600_000, 3_600_000, 30 * day, 1e300),
    fc.double(),
  );
  const value = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.record({ key: text, value: text }));
  const window = fc.record({ duration: number, resolution: number, from: number, to: number }, { requiredKeys: [] });
  const blockId = fc.oneof(fc.constantFrom(...blockIds), text);
  const odd = fc.record(
    {
      ctx: fc.dictionary(fc.oneof(fc.constantFrom('which', 'word'), text), value, { maxKeys: 3 }),
      time: number,
      duration: number,
      resolution: number,
      sameWindow: fc.oneof(fc.boolean(), value),
      blocks: fc.array(blockId, { maxLength: 4 }),
      windows: fc.dictionary(blockId, window, { maxKeys: 3 }),
      known: fc.dictionary(blockId, text, { maxKeys: 2 }),
      timezone: text,
      theme: text,
      sizes: fc.dictionary(blockId, fc.record({ width: number, height: number }), { maxKeys: 2 }),
      width: fc.dictionary(blockId, number, { maxKeys: 2 }),
      controls: fc.dictionary(blockId, fc.dictionary(text, value, { maxKeys: 2 }), { maxKeys: 2 }),
      deviceIds: fc.array(text, { maxLength: 2 }),
      query: value,
      attribute: text,
    },
    { requiredKeys: [] },
  );
  // What a page asks; most of what is tried is that with one thing of it another.
  const usual = fc.record(
    {
      ctx: fc.record({ word: fc.oneof(fc.constantFrom('Shown', '{{ctx.which}}', '"},{"$or":[]'), text) }),
      duration: fc.constantFrom(60_000, 600_000, 3_600_000),
      blocks: fc.subarray(blockIds, { maxLength: 6 }),
      timezone: text,
    },
    { requiredKeys: [] },
  );
  const body = fc.tuple(usual, odd, fc.nat({ max: 13 })).map(([asked, other, which]) => {
    const changed = Object.entries(other)[which];
    return which > 11 ? other : changed ? { ...asked, [changed[0]]: changed[1] } : asked;
  });
  const calls = fc.sample(body, { seed, numRuns: callsPerDashboard * (dashboards - 1) });
  const counts = new Map<number, number>();
  let blocks = 0;
  for (const [index, each] of calls.entries()) {
    const dashboardId = shared[Math.floor(index / callsPerDashboard)];
    const sent = JSON.stringify(each);
    const response = await fetch(`${server.http}/dashboards/${dashboardId}/data`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: sent,
    });
    const answer = await response.text();
    counts.set(response.status, (counts.get(response.status) ?? 0) + 1);
    expect([200, 400]).toContain(response.status);
    if (response.status !== 200) continue;
    // The one variable that may be chosen comes back as it was sent.
    const { ctx, ...rest } = JSON.parse(answer) as { ctx: object; blocks: object };
    expect(Object.keys(ctx)).toEqual(['word']);
    const told = JSON.stringify(rest);
    blocks += Object.keys(rest.blocks).length;
    // A value of the variable stands where a block's own template puts it.
    for (const each of forbidden().filter((one) => !sent.includes(one))) {
      expect(told.includes(each), `${sent} was told ${each}: ${told}`).toBe(false);
    }
  }
  console.log(`${calls.length} questions: ${JSON.stringify(Object.fromEntries(counts))}, ${blocks} blocks looked at`);
  expect(blocks).toBeGreaterThan(30);
}, 120_000);

it('gives nothing by the calls about single blocks either', async () => {
  const dashboardId = shared.at(-1);
  const now = Date.now();
  const word = fc.constantFrom(
    otherId,
    deviceId,
    'Shown',
    '{{ctx.which}}',
    '*',
    '',
    '__proto__',
    'hidden',
    '%00',
    secret,
  );
  const call = fc.record({
    block: fc.oneof(fc.constantFrom(...blockIds), word),
    kind: fc.constantFrom('export', 'export', 'asset', 'act', 'events', 'choices'),
    name: fc.constantFrom('which', 'word', 'nothing'),
    query: fc.record(
      {
        format: fc.constantFrom('csv', 'json', 'xml'),
        ctx: fc.constantFrom('{"word":"Shown"}', `{"which":"${otherId}"}`, '{', '[]'),
        time: fc.constantFrom(now, now - 3 * day, 0),
        duration: fc.constantFrom(60_000, 30 * day),
        sameWindow: fc.constantFrom('true', 'false'),
        from: fc.constantFrom(now - 60_000, 0),
        raw: fc.constantFrom('true', 'false'),
        filter: word,
      },
      { requiredKeys: [] },
    ),
    values: fc.dictionary(fc.constantFrom('r', 'b', 'x'), fc.oneof(word, fc.integer()), { maxKeys: 2 }),
  });
  const counts = new Map<string, number>();
  for (const [index, { block, kind, name, query, values }] of fc.sample(call, { seed, numRuns: 50 }).entries()) {
    const path = kind === 'choices' ? `context/${name}/choices` : `blocks/${encodeURIComponent(block)}/${kind}`;
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const isPost = kind === 'act' || kind === 'events';
    const body =
      kind === 'act'
        ? { controlId: 'b', values, nonce: String(index), confirmed: true }
        : { eventIds: [otherId], updates: { state: 'resolved' } };
    const response = await fetch(`${server.http}/dashboards/${dashboardId}/${path}${isPost ? '' : `?${search}`}`, {
      method: isPost ? 'POST' : 'GET',
      headers: isPost ? { 'content-type': 'application/json' } : {},
      ...(isPost ? { body: JSON.stringify(body) } : {}),
    });
    const told = await response.text();
    counts.set(`${kind} ${response.status}`, (counts.get(`${kind} ${response.status}`) ?? 0) + 1);
    expect([200, 400, 403, 404]).toContain(response.status);
    // Nothing that is pressed or acknowledged by somebody without a login comes through where the block does not say so.
    if (isPost) expect(response.status).not.toBe(200);
    for (const each of forbidden()) expect(told.includes(each), `${path}?${search} was told ${told}`).toBe(false);
  }
  console.log(`50 calls about blocks: ${JSON.stringify(Object.fromEntries(counts))}`);
  expect(await client.device.getCommand({ applicationId, deviceId, limit: 10 })).toEqual([]);
});

it('responds to every other call about the dashboard as for one that is not there', async () => {
  const [dashboardId] = shared;
  const absent = 'f'.repeat(24);
  const ask = async (method: string, path: string) => {
    const headers: Record<string, string> = method === 'GET' ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${server.http}${path}`, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    const { requestId: _id, ...body } = (await response.json()) as Record<string, unknown>;
    return [response.status, body];
  };
  for (const [method, path] of [
    ['PATCH', '/dashboards/{id}'],
    ['DELETE', '/dashboards/{id}'],
    ['POST', '/dashboards/{id}'],
    ['GET', `/applications/${applicationId}/dashboards/{id}`],
    ['POST', `/applications/${applicationId}/dashboards/{id}/data`],
  ] as const) {
    const of = (id: string) => ask(method, path.replace('{id}', id));
    expect(await of(dashboardId ?? '')).toEqual(await of(absent));
  }
});
