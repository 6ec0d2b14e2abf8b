// What blocks of places, tables, lists and charts show (dashboards.md, "7. Blocks" and "15. What the data of a block holds (ours)").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let truck: string;
let still: string;
let tableId: string;
let timesId: string;
const minute = 60_000;
const start = Math.floor((Date.now() - 20 * minute) / minute) * minute;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token } = await makeUser(server, admin.token, 'dashboard-blocks@example.com'));
  applicationId = (await client.applications.post({ application: { name: 'Fleet' } })).id;
  const attributes = [
    { name: 'place', dataType: 'gps' },
    { name: 'temp', dataType: 'number' },
    { name: 'x', dataType: 'number' },
    { name: 'y', dataType: 'number' },
    { name: 'photo', dataType: 'string' },
  ];
  const make = async (name: string, tags: object[]) =>
    (await client.devices.post({ applicationId, device: { name, attributes, tags } })).id;
  truck = await make('Truck', [{ key: 'kind', value: 'truck' }]);
  still = await make('Mast', [
    { key: 'kind', value: 'mast' },
    { key: 'at', value: '52.5,13.4' },
  ]);
  await client.device.sendState({
    applicationId,
    deviceId: truck,
    deviceState: [
      { time: start, data: { place: '50,8', temp: 4, x: 0, y: 0 } },
      { time: start + minute, data: { temp: 5 } },
      { time: start + 2 * minute, data: { place: '51,9', x: 50, y: 10 } },
      { time: start + 2 * minute + 10_000, data: { place: '51.5,9.5' } },
      { time: start + 3 * minute, data: { x: 100, y: 20, photo: pixel } },
    ],
  });
  const dataTable = {
    name: 'Routes',
    columns: [
      { name: 'stop', dataType: 'string', constraint: 'optional' },
      { name: 'km', dataType: 'number', constraint: 'optional' },
    ],
  };
  tableId = (await client.dataTables.post({ applicationId, dataTable })).id;
  const times = { name: 'Times', columns: [{ name: 'time', dataType: 'number', constraint: 'optional' }] };
  timesId = (await client.dataTables.post({ applicationId, dataTable: times })).id;
  await client.dataTableRows.post({ applicationId, dataTableId: timesId, dataTableRow: { time: 7 } });
  for (const [stop, km] of [
    ['Depot', 0],
    ['Harbour', 42],
    ['=Market', 7],
  ]) {
    await client.dataTableRows.post({ applicationId, dataTableId: tableId, dataTableRow: { stop, km } });
  }
});

/** One transparent pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface Shown {
  readonly status: string;
  readonly error?: string;
  readonly truncated?: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

async function makeOne(blockType: string, config: object, more: object = {}): Promise<string> {
  const block = { id: 'b', blockType, applicationId, startX: 0, startY: 0, width: 2, height: 1, config };
  return (await client.dashboards.post({ dashboard: { name: blockType, applicationId, blocks: [block], ...more } })).id;
}

async function read(dashboardId: string, body: object = {}, as: string | undefined = token): Promise<Shown> {
  const answer = await call(server, 'POST', `/dashboards/${dashboardId}/data`, {
    body,
    ...(as === '' ? {} : { token: as }),
  });
  expect(answer.status).toBe(200);
  return (answer.body.blocks as { b: Shown }).b;
}

const show = async (blockType: string, config: object, body: object = {}) =>
  read(await makeOne(blockType, config), body);

const csvOf = async (dashboardId: string, query = '') => {
  const response = await fetch(`${server.http}/dashboards/${dashboardId}/blocks/b/export${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

it('map: shows where devices are, with what their templates make of it', async () => {
  const shown = await show('map', {
    attribute: 'place',
    deviceTags: [{ key: 'kind', value: 'truck' }],
    duration: 0,
    defaultCenter: '50.1, 8.2',
    defaultZoom: '11',
    pinMode: 'advanced',
    iconTemplate: "{{#if isLastPoint}}{{colorMarker '#FF1129'}}{{/if}}",
    popupTemplate: '**{{deviceName}}** {{data.temp}} at {{latitude}}',
  });
  expect(shown).toMatchObject({
    status: 'ok',
    data: {
      view: { center: [50.1, 8.2], zoom: 11, fit: false, style: 'normal' },
      tiles: {},
      tracks: [{ deviceName: 'Truck', latitudes: [51.5], longitudes: [9.5] }],
      leftOut: 0,
    },
  });
  const [track] = shown.data.tracks as { pins: { kind: string; icon: string; popup: string }[] }[];
  expect(track?.pins).toEqual([
    { index: 0, kind: 'last', icon: expect.stringMatching(/^data:image\/svg\+xml,/), popup: '**Truck** 5 at 51\\.5' },
  ]);
});

it('map: shows the way of a window, the last place of each bucket, with values of that time', async () => {
  const config = {
    attribute: 'place',
    deviceIds: [truck],
    duration: 3_600_000,
    resolution: minute,
    popupTemplate: '{{data.temp}}',
  };
  const shown = await show('map', config);
  expect(shown.data.tracks).toEqual([
    {
      deviceId: truck,
      deviceName: 'Truck',
      times: [start, start + 2 * minute + 10_000],
      latitudes: [50, 51.5],
      longitudes: [8, 9.5],
      pins: [
        { index: 0, kind: 'first', popup: '4' },
        { index: 1, kind: 'last', popup: '5' },
      ],
    },
  ]);
  // Only values of the same report, where the block says so.
  const own = await show('map', { ...config, compositeResult: false });
  const [track] = own.data.tracks as { pins: object[] }[];
  expect(track?.pins).toEqual([
    { index: 0, kind: 'first', popup: '4' },
    { index: 1, kind: 'last' },
  ]);
  const past = await show('map', config, { time: start + minute });
  expect((past.data.tracks as { times: number[] }[])[0]?.times).toEqual([start]);
});

it('map: takes places from tags, and says what it lacks', async () => {
  const tagged = await show('map', { locationTagKey: 'at', deviceTags: [{ key: 'kind' }] });
  expect(tagged.data.tracks).toMatchObject([{ deviceName: 'Mast', latitudes: [52.5], longitudes: [13.4] }]);
  expect(await show('map', { attribute: 'place', deviceIds: ['f'.repeat(24)] })).toMatchObject({
    status: 'empty',
    data: { missing: { reason: 'noDevice' } },
  });
  expect(await show('map', { attribute: 'place', deviceIds: [still] })).toMatchObject({
    status: 'empty',
    data: { missing: { reason: 'noData' } },
  });
});

it('position-chart: puts coordinates on the pixels of its picture', async () => {
  const config = {
    xAttribute: 'x',
    yAttribute: 'y',
    deviceIds: [truck],
    duration: 3_600_000,
    imageUrl: '/files/plan.png',
    pixelA: '10,200',
    coordinateA: '0,0',
    pixelB: '210,100',
    coordinateB: '100,20',
    popupTemplate: '{{x}} {{y}}',
  };
  const shown = await show('position-chart', config);
  expect(shown).toMatchObject({ status: 'ok', data: { image: '/files/plan.png' } });
  expect(shown.data.tracks).toMatchObject([
    { xs: [0, 50, 100], ys: [0, 10, 20], pixelXs: [10, 110, 210], pixelYs: [200, 150, 100] },
  ]);
  const flat = await show('position-chart', { ...config, coordinateB: '0,20' });
  expect(flat).toMatchObject({ status: 'error', error: 'the two pins of the picture must differ in x' });
});

it('heatmap: gives positions, as dots where there is no window', async () => {
  const config = { attribute: 'place', deviceTags: [{ key: 'kind' }] };
  expect(await show('heatmap', { ...config, duration: 3_600_000 })).toMatchObject({
    status: 'ok',
    data: { isDots: false, latitudes: [50, 51, 51.5], longitudes: [8, 9, 9.5] },
  });
  expect((await show('heatmap', config)).data).toMatchObject({ isDots: true, latitudes: [51.5] });
});

it('image-overlay: chooses by conditions, and fills bars', async () => {
  const shown = await show('image-overlay', {
    imageUrl: '/files/plan.png',
    backgroundColor: 'transparent',
    defaultZoom: '-0.6667',
    segments: [{ id: 'room-1', queryType: 'gauge', attribute: 'temp', deviceIds: [truck], duration: 0 }],
    overlays: [
      {
        type: 'indicator',
        size: 'small',
        position: '12,34',
        conditions: [{ condition: '{{room-1.value}} === 5', color: '#ff0000', shape: 'octagon' }],
        defaultCondition: { color: '#00ff00', shape: 'circle' },
      },
      { type: 'label', position: '1,2', conditions: [], defaultCondition: { label: 'Now {{room-1.value}}' } },
      { type: 'bar', position: '3,4', min: 0, max: '10', valueTemplate: '{{room-1.value}}', orientation: 'vertical' },
      { type: 'label', position: 'nowhere' },
    ],
  });
  expect(shown).toMatchObject({
    status: 'ok',
    data: {
      image: '/files/plan.png',
      zoom: -0.6667,
      overlays: [
        { type: 'indicator', x: 12, y: 34, size: 'small', color: '#ff0000', shape: 'octagon' },
        { type: 'label', label: 'Now 5' },
        { type: 'bar', value: 5, min: 0, max: 10, orientation: 'vertical' },
      ],
    },
  });
  expect(shown.data.overlays).toHaveLength(3);
});

it('custom-chart: gives its specification and the data that it names', async () => {
  const configuration =
    '{"$schema":"x","width":{{block.width}},"height":{{block.height}},"title":"{{ctx.word}}","data":{"name":"s-0"}}';
  const contextConfiguration = [{ name: 'word', type: 'string', defaultValue: '","mark":"no' }];
  const segments = [
    {
      id: 's-0',
      queryType: 'time-series',
      attribute: 'temp',
      deviceIds: [truck],
      duration: 3_600_000,
      resolution: minute,
    },
    { id: 'g', queryType: 'gauge', attribute: 'temp', deviceIds: [truck], duration: 0 },
    { id: 't', queryType: 'data-table', dataTableId: tableId, query: '{"km":{"$gt":5}}' },
    { id: 'd', queryType: 'device-info', deviceTags: [{ key: 'kind', value: 'mast' }] },
  ];
  const config = { configuration, segments, vegaVersion: 'vegaLite2' };
  const id = await makeOne('custom-chart', config, { contextConfiguration });
  const shown = await read(id, { sizes: { b: { width: 333, height: 205 } }, theme: 'dark' });
  expect(shown).toMatchObject({ status: 'ok', data: { language: 'vega-lite', version: 2 } });
  // What a variable puts in stays text; sizes go by steps.
  expect(JSON.parse(String(shown.data.specification))).toEqual({
    $schema: 'x',
    width: 320,
    height: 200,
    title: '","mark":"no',
    data: { name: 's-0' },
  });
  expect(shown.data.datasets).toMatchObject({
    's-0': [
      { time: start, value: 4 },
      { time: start + minute, value: 5 },
    ],
    g: [{ value: 5 }],
    t: [{ stop: 'Harbour', km: 42 }, { stop: '=Market' }],
    d: [{ name: 'Mast', tags: { kind: ['mast'] } }],
  });
  const broken = await show('custom-chart', { configuration: '{\n"width": 1,,\n}', segments: [] });
  expect(broken.data.problem).toMatch(/^the configuration is no JSON in line 2/);
});

it('custom-html and iframe: stay in frames, and out of hosts that nobody has allowed', async () => {
  const html = await makeOne(
    'custom-html',
    {
      configuration: { headContent: '<style>b{}</style>', bodyContent: '<b>{{ctx.word}}</b>' },
      segments: [{ id: 'g', queryType: 'gauge', attribute: 'temp', deviceIds: [truck] }],
    },
    { contextConfiguration: [{ name: 'word', type: 'string', defaultValue: '<i>' }], public: true },
  );
  expect(await read(html)).toMatchObject({
    status: 'ok',
    data: { head: '<style>b{}</style>', body: '<b>&lt;i&gt;</b>', queries: { g: [{ value: 5 }] } },
  });
  expect((await read(html, {}, '')).data).toEqual({ title: '', description: '', isBlocked: true });
  expect(await show('iframe', { url: 'https://example.com/page' })).toMatchObject({
    data: { url: '', isBlocked: true, host: 'example.com', setting: 'SIGNALBOX_FRAME_HOSTS' },
  });
  expect(await show('iframe', { url: 'javascript:alert(1)' })).toMatchObject({ status: 'error' });
  const page = await fetch(`${server.http}/console/custom-html`);
  expect(page.headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts; default-src 'none'/);
});

it('data-table: shows rows of a query in their order', async () => {
  const shown = await show('data-table', {
    dataTableId: tableId,
    query: '[{"km":{"$gt":5}},{"km":{"$lt":40}}]',
    queryMode: '$or',
    defaultSortColumn: 'km',
    defaultSortDirection: 'DESC',
    columns: [
      { type: 'stop', headerTemplate: 'Stop' },
      { type: 'km' },
      { type: '$custom', headerTemplate: 'Both', rowTemplate: '{{row.stop}}: {{row.km}}' },
    ],
  });
  expect(shown).toMatchObject({
    status: 'ok',
    data: { totalCount: 3, columns: [{ header: 'Stop' }, { header: 'km' }, { header: 'Both' }], sort: { index: 1 } },
  });
  const rows = shown.data.rows as { text: string; raw?: unknown }[][];
  expect(rows.map(([, km]) => km?.raw)).toEqual([42, 7, 0]);
  expect(rows[0]?.[2]?.text).toBe('Harbour: 42');
  expect(await show('data-table', { dataTableId: 'f'.repeat(24) })).toMatchObject({ status: 'error' });
});

it('device-log: says when devices came and went', async () => {
  const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
  await client.device.setConnectionStatus({
    applicationId,
    deviceId: truck,
    connectionStatus: {
      status: 'disconnected',
      connectedAt: at(0),
      disconnectedAt: at(30),
      disconnectReason: 'tunnel',
    },
  });
  const shown = await show('device-log', { deviceIds: [truck], includeDeviceInfo: true });
  expect(shown).toMatchObject({
    status: 'ok',
    data: {
      devices: [
        {
          name: 'Truck',
          connected: false,
          entries: [
            { kind: 'disconnect', time: at(30), reason: 'tunnel' },
            { kind: 'connect', time: at(0) },
          ],
        },
      ],
    },
  });
  const [device] = shown.data.devices as { upTime: object[] }[];
  expect(device?.upTime[0]).toEqual({ from: at(0), to: at(30), connected: true });
});

it('lists workflows with what the dashboard may read, applications and dashboards with what its viewer may', async () => {
  await client.flows.post({ applicationId, flow: { name: 'Night', flowClass: 'cloud', triggers: [], nodes: [] } });
  await client.flows.post({ applicationId, flow: { name: 'Edge', flowClass: 'edge', triggers: [], nodes: [] } });
  expect(await show('workflow-list', { includeEdge: false })).toMatchObject({
    status: 'ok',
    data: { totalCount: 1, rows: [{ name: 'Night', class: 'cloud', enabled: true, runs: 0, errors: 0 }] },
  });
  const applications = await makeOne('application-list', { filter: 'fle' }, { public: true });
  expect(await read(applications)).toMatchObject({ data: { rows: [{ name: 'Fleet', applicationId }] } });
  expect((await read(applications, {}, '')).data).toMatchObject({ isViewersOwn: true, rows: [] });
  const admin = await logIn(server);
  const other = await makeUser(server, admin.token, 'dashboard-blocks-other@example.com');
  // What is shared with everybody lists for each who comes what he may see himself.
  const answer = await call(server, 'POST', `/dashboards/${applications}/data`, { token: other.token, body: {} });
  expect(JSON.stringify(answer.body)).not.toContain('Fleet');
  const dashboards = await makeOne('dashboard-list', { filter: '*list' }, { name: 'A list of lists' });
  const { rows } = (await read(dashboards)).data as { rows: { name: string }[] };
  expect(rows.map(({ name }) => name)).toContain('application-list');
});

it('exports what a block shows, and its raw points, for spreadsheets', async () => {
  const table = await makeOne('data-table', { dataTableId: tableId, columns: [{ type: 'stop' }, { type: 'km' }] });
  // What a spreadsheet would take for a formula is none.
  expect(await csvOf(table)).toEqual({
    status: 200,
    type: 'text/csv; charset=utf-8',
    text: `"stop","km"\n"Depot",0\n"Harbour",42\n"'=Market",7\n`,
  });
  const segment = { attribute: 'temp', deviceIds: [truck], label: 'Cold', aggregation: 'MEAN' };
  const graph = await makeOne('graph', { duration: 3_600_000, resolution: minute, segments: [segment] });
  const lines = (await csvOf(graph)).text.split('\n');
  expect(lines[0]).toBe('"time","Cold"');
  expect(lines).toContain(`"${new Date(start).toISOString()}",4`);
  const raw = (await csvOf(graph, '?raw=true')).text.trim().split('\n');
  expect(raw).toEqual([
    '"time","device","attribute","value"',
    `"${new Date(start).toISOString()}","Truck","temp",4`,
    `"${new Date(start + minute).toISOString()}","Truck","temp",5`,
  ]);
  const json = JSON.parse((await csvOf(graph, '?format=json')).text);
  expect(json).toMatchObject({ block: { id: 'b', blockType: 'graph' }, data: { series: [{ label: 'Cold' }] } });
  await client.dashboard.patch({ dashboardId: graph, dashboard: { public: true } });
  const shared = await fetch(`${server.http}/dashboards/${graph}/blocks/b/export?raw=true`);
  expect(shared.status).toBe(404);
});

it('writes times as ISO 8601 into what is exported, wherever a column is one', async () => {
  const at = (step: number) => new Date(start + step * minute).toISOString();
  const chart = await makeOne('custom-chart', {
    vegaVersion: 'vegaLite5',
    configuration: '{}',
    segments: [
      {
        ...{ id: 'cold', queryType: 'time-series', attribute: 'temp', deviceIds: [truck] },
        ...{ aggregation: 'NONE', duration: 3_600_000, resolution: minute },
      },
      { id: 'far', queryType: 'data-table', dataTableId: timesId },
    ],
  });
  const charted = (await csvOf(chart)).text.split('\n');
  expect(charted[0]).toMatch(/^"source","time","value",/);
  expect(charted[1]).toMatch(`"cold","${at(0)}",4,`);
  // A column that its owner calls time is a number all the same.
  expect(charted.find((line) => line.startsWith('"far"'))).toMatch('"far",7,');
  const columns = [
    { type: 'deviceName' },
    { type: 'attribute', attribute: 'x', rowTemplate: "{{formatDate value 'YYYY'}}" },
    { type: 'attribute', attribute: 'temp', headerTemplate: 'seen', rowTemplate: "{{formatDate time 'HH:mm'}}" },
    { type: 'attribute', attribute: 'y', rowTemplate: '{{value}} of {{formatDate time}}' },
    { type: 'timestamp', rowTemplate: "{{formatDate value 'HH:mm'}}" },
  ];
  const table = await makeOne('device-state-table', { deviceIds: [truck], attributes: ['x', 'y', 'temp'], columns });
  expect((await csvOf(table)).text).toBe(
    `"Device","x","seen","y","Time"\n"Truck","${new Date(100).toISOString()}","${at(1)}",20,"${at(3)}"\n`,
  );
});

it('marks moments that no template writes, and writes them in the zone of whoever asks', async () => {
  const ask = async (id: string, timezone: string) => {
    const { body } = await call(server, 'POST', `/dashboards/${id}/data`, { token, body: { timezone } });
    return (body.blocks as { b: { data: { rows: unknown[]; window?: number } } }).b.data;
  };
  const { lastUpdated, creationDate } = await client.device.get({ applicationId, deviceId: truck });
  const list = await makeOne('device-list', {
    query: { id: truck },
    columns: [{ type: 'name' }, { type: 'updated' }, { type: 'created', rowTemplate: "{{formatDate value 'HH:mm'}}" }],
  });
  // In Markdown a mark is text when a backslash stands before it.
  const written = (at: string, timeZone: string) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
    })
      .format(new Date(at))
      .replace(',', '')
      .replace('\u202f', ' ')
      .replaceAll(/[/:]/g, '\\$&');
  for (const zone of ['UTC', 'Asia/Tokyo']) {
    const { rows } = await ask(list, zone);
    expect(rows).toMatchObject([
      {
        cells: [
          { text: 'Truck', raw: 'Truck' },
          { text: written(lastUpdated, zone), raw: lastUpdated, isTime: true },
          { raw: creationDate },
        ],
      },
    ]);
    expect((rows[0] as { cells: object[] }).cells[2]).not.toHaveProperty('isTime');
  }
  const columns = [{ type: 'attribute', attribute: 'x' }, { type: 'timestamp' }];
  const table = await makeOne('device-state-table', { deviceIds: [truck], attributes: ['x'], columns });
  const at = new Date(start + 3 * minute).toISOString();
  const shown = await ask(table, 'Asia/Tokyo');
  expect(shown.rows).toEqual([
    [
      { text: '100', raw: 100 },
      { text: written(at, 'Asia/Tokyo'), raw: at, isTime: true },
    ],
  ]);
  // What was last received has no window; what shows a length of time says which.
  expect(shown.window).toBeUndefined();
  const segments = [{ deviceIds: [truck], attribute: 'temp' }];
  const graph = await makeOne('graph', { segments, duration: 86_400_000, resolution: 60_000 });
  expect((await ask(graph, 'UTC')).window).toBe(86_400_000);
});

it('gives the bytes of a picture that a device has reported', async () => {
  const id = await makeOne('image', { imageSource: 'attribute', deviceId: truck, attribute: 'photo' });
  const response = await fetch(`${server.http}/dashboards/${id}/blocks/b/asset`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(Buffer.from(await response.arrayBuffer()).toString('base64')).toBe(pixel);
});

it('lists what variables may be set to', async () => {
  const contextConfiguration = [
    { name: 'all', type: 'deviceId', defaultValue: truck },
    {
      name: 'some',
      type: 'deviceId',
      defaultValue: truck,
      validationEnabled: true,
      validationConfig: { deviceTags: [{ key: 'at' }] },
    },
    {
      name: 'tag',
      type: 'deviceTag',
      defaultValue: { key: 'kind' },
      validationEnabled: true,
      validationConfig: { deviceTags: [{ key: 'kind' }] },
    },
    { name: 'level', type: 'number', defaultValue: 1, validationEnabled: true, validationConfig: { min: 0, max: 5 } },
  ];
  const id = await makeOne('section-header', {}, { contextConfiguration, public: true });
  const choices = async (name: string, query = '', as = token) => {
    const path = `/dashboards/${id}/context/${name}/choices${query}`;
    return call(server, 'GET', path, as === '' ? {} : { token: as });
  };
  const labels = ({ body }: { body: Record<string, unknown> }) =>
    (body.items as { label: string }[]).map(({ label }) => label);
  expect(labels(await choices('all'))).toEqual(['Mast', 'Truck']);
  expect(labels(await choices('all', '?filter=tru'))).toEqual(['Truck']);
  expect(labels(await choices('some'))).toEqual(['Mast']);
  expect(labels(await choices('tag'))).toEqual(['kind = mast', 'kind = truck']);
  expect((await choices('level')).body).toMatchObject({ min: 0, max: 5, items: [] });
  expect((await choices('nothing')).status).toBe(404);
  // Those with whom it is shared choose only where something is validated.
  expect(labels(await choices('all', '', ''))).toEqual([]);
  expect(labels(await choices('some', '', ''))).toEqual(['Mast']);
});

it('graph: keeps every peak of a series that is thinned for its width', async () => {
  const deviceState = Array.from({ length: 500 }, (_, index) => ({
    time: start + 5 * minute + index * 1000,
    data: { temp: index === 321 ? 999 : index % 7 },
  }));
  await client.device.sendState({ applicationId, deviceId: still, deviceState });
  const segment = { attribute: 'temp', deviceIds: [still], aggregation: 'NONE' };
  const config = {
    duration: 3_600_000,
    segments: [segment],
    decorators: [{ type: 'line', y1: '10', label: 'Limit', color: '#ff0000' }],
  };
  const id = await makeOne('graph', config);
  const seriesOf = ({ data }: Shown) => (data.series as { values: number[] }[])[0]?.values ?? [];
  expect(seriesOf(await read(id))).toHaveLength(500);
  const thinned = await read(id, { width: { b: 1 } });
  expect(thinned.data).toMatchObject({ isThinned: true, decorators: [{ type: 'line', y1: 10, label: 'Limit' }] });
  expect(seriesOf(thinned).length).toBeLessThan(450);
  expect(seriesOf(thinned)).toContain(999);
});

it('asks a chart of series anew at the refresh rate of its dashboard, however often devices report', async () => {
  const series = {
    attribute: 'temp',
    deviceIds: [truck],
    aggregation: 'MEAN',
    duration: 3_600_000,
    resolution: minute,
  };
  const place = { applicationId, startY: 0, width: 2, height: 1 };
  const segments = [{ id: 's', queryType: 'time-series', ...series }];
  const blocks = [
    { id: 'chart', blockType: 'custom-chart', ...place, startX: 0, config: { configuration: '{}', segments } },
    {
      id: 'gauge',
      blockType: 'gauge',
      ...place,
      startX: 2,
      config: { segment: { attribute: 'temp', deviceIds: [truck] } },
    },
  ];
  const dashboard = { name: 'Often', applicationId, refreshRate: 600, blocks };
  const { id } = await client.dashboards.post({ dashboard });
  const reader = await EventReader.open(`${server.http}/dashboards/${id}/stream?token=${token}`);
  const next = async () => (await reader.next('block'))?.data as { id: string };
  expect([(await next()).id, (await next()).id].sort()).toEqual(['chart', 'gauge']);
  // Both would be told of in the order of the blocks.
  for (const temp of [71, 72, 73]) {
    await client.device.sendState({ applicationId, deviceId: truck, deviceState: { data: { temp } } });
    expect(await next()).toMatchObject({ id: 'gauge', data: { value: temp } });
  }
  reader.close();
});

it('graph: keeps the peaks of the whole window where it has more raw points than are read', async () => {
  const [count, perCall] = [11_000, 2_000];
  const from = Date.now() - 50 * minute;
  for (let sent = 0; sent < count; sent += perCall) {
    const deviceState = Array.from({ length: Math.min(perCall, count - sent) }, (_, index) => ({
      time: from + (sent + index) * 250,
      data: { x: sent + index === 7 ? 999 : (sent + index) % 5, y: 1 },
    }));
    await client.device.sendState({ applicationId, deviceId: still, deviceState });
  }
  const segment = { attribute: 'x', deviceIds: [still] };
  const config = { duration: 3_600_000, resolution: 1_000, realTime: true };
  const shown = await show('graph', { ...config, segments: [segment] });
  expect(shown.data).toMatchObject({ isThinned: true });
  expect(shown.truncated).toBeUndefined();
  const [{ times = [], values = [] } = {}] = shown.data.series as { times: number[]; values: number[] }[];
  expect(times[0]).toBe(from);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(values[times.indexOf(from + 7 * 250)]).toBe(999);
  expect(times.length).toBeLessThanOrEqual(2 * 2_000 + 2);
  // What is summed up needs all of them, so it has the newest, and says so.
  const summed = await show('graph', { ...config, segments: [{ ...segment, cumulative: true }] });
  expect(summed.truncated).toBe(true);
  expect((summed.data.series as { times: number[] }[])[0]?.times).toHaveLength(10_000);
});
