// An application that is carried over to a second installation by commands, each a process: eight seconds of a processor. `npm test`
// carries a small one over (test/integration/widget-resource.test.ts), and reads damaged files (src/cli/transfer/read-export.test.ts).
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { connectDevice } from '../../support/fixtures.ts';
import { type CommandResult, runCommand } from '../../support/run-command.ts';
import { type SharedServer, sharedServer } from '../../support/shared-server.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { call, makeUser } from '../../support/tenant.ts';

interface Side {
  readonly server: SharedServer;
  readonly client: Client;
  readonly token: string;
}
let from: Side;
let to: Side;
let other: TestServer;
let exported: CommandResult;
let folder: string;
let applicationId: string;
let file: string;
const base = Date.now() - 400 * 86_400_000;
const ids: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-export-'));
  const shared = await sharedServer();
  from = { server: shared, ...(await makeUser(shared, (await logIn(shared)).token, 'exporter@example.com')) };
  other = await startServer();
  to = { server: other, ...(await logIn(other)) };
  applicationId = await makePlant(from);
  file = join(folder, 'plant.signalbox.gz');
  exported = await run(from, ['export', '--application', applicationId, file]);
});
afterAll(async () => {
  await other.stop();
  await rm(folder, { recursive: true, force: true });
});

/** An application with every class of thing in it that an export holds. */
async function makePlant({ server, client, token }: Side): Promise<string> {
  const application = {
    name: 'Plant',
    description: 'Hall 1',
    globals: [{ key: 'limits', json: '{"max":80}' }],
    endpointSlug: 'plant-1',
  };
  const { id } = await client.applications.post({ application });
  const make = async (device: object): Promise<string> => (await client.devices.post({ applicationId: id, device })).id;
  ids.gateway = await make({
    name: 'Gateway',
    deviceClass: 'gateway',
    attributes: [{ name: 'load', dataType: 'number' }],
  });
  ids.pump = await make({
    name: 'Pump',
    deviceClass: 'peripheral',
    gatewayId: ids.gateway,
    description: 'Left',
    keepDuplicates: true,
    tags: [
      { key: 'line', value: '1' },
      { key: 'line', value: '2' },
    ],
    attributes: [
      { name: 'number', dataType: 'number', description: 'A number', attributeTags: { unit: 'K' } },
      { name: 'text', dataType: 'string' },
      { name: 'on', dataType: 'boolean' },
      { name: 'place', dataType: 'gps' },
    ],
  });
  ids.twin = await make({ name: 'Pump', deviceClass: 'peripheral', gatewayId: ids.gateway });
  ids.hall = await make({
    name: 'Hall',
    deviceClass: 'system',
    systemInterval: 3600,
    attributes: [
      {
        name: 'mean',
        dataType: 'number',
        system: {
          aggregation: 'MEAN',
          childAttributes: [{ name: 'number', mode: 'whitelist', deviceIds: [ids.pump] }],
        },
      },
    ],
  });
  await client.device.patch({ applicationId: id, deviceId: ids.pump, device: { parentId: ids.hall } });
  await client.applicationKeys.post({
    applicationId: id,
    applicationKey: { description: 'All', deviceIds: [ids.gateway] },
  });
  await client.integrations.post({
    applicationId: id,
    integration: {
      name: 'Broker',
      integrationType: 'mqtt',
      topics: ['line/#'],
      enabled: false,
      mqttConfig: { protocol: 'mqtt', host: 'broker.example.com', port: 1883, username: 'plant', password: 'Sesame-1' },
    },
  });
  const texts = ['plain', 'a "quote"', 'line\nbreak', 'comma, tab\t', '\u{1f321}', '', 'x'.repeat(60_000)];
  const states = Array.from({ length: 700 }, (_, index) => ({
    deviceId: ids.pump,
    time: base + index * 3_600_001,
    data: {
      number: index % 3 === 0 ? index / 7 : -index,
      ...(index % 2 === 0 ? { on: index % 4 === 0 } : {}),
      ...(index < texts.length ? { text: texts[index] } : {}),
      ...(index % 5 === 0 ? { place: `${(index % 90) + 0.5},${(index % 180) - 0.25}` } : {}),
    },
  }));
  await client.flows.post({ applicationId: id, flow: { name: 'Cloud' } });
  await client.flows.post({ applicationId: id, flow: { name: 'Edge', flowClass: 'edge' } });
  await client.dashboards.post({ dashboard: { name: 'Hall', applicationId: id } });
  await client.events.post({ applicationId: id, event: { level: 'info', subject: 'Started' } });
  for (const some of [states.slice(0, 6), states.slice(6, 300), states.slice(300)]) {
    const answer = await call(server, 'POST', `/applications/${id}/data/import-history`, {
      token,
      body: { states: some },
    });
    expect(answer.body).toEqual({ stored: some.length, rejected: [], dropped: [] });
  }
  await client.device.sendState({ applicationId: id, deviceId: ids.gateway, deviceState: { data: { load: 0.5 } } });
  return id;
}

function run(side: Side, parameters: string[]): Promise<CommandResult> {
  return runCommand([...parameters.slice(0, 1), '--url', side.server.http, ...parameters.slice(1)], {
    env: { SIGNALBOX_TOKEN: side.token },
  });
}

/** What an export keeps of a device. */
function describeDevice(device: Record<string, unknown>): object {
  const fields = [
    'id',
    'name',
    'description',
    'tags',
    'attributes',
    'deviceClass',
    'gatewayId',
    'parentId',
    'systemInterval',
  ];
  return Object.fromEntries([...fields, 'keepDuplicates'].map((field) => [field, device[field]]));
}

/** Everything that queries say of the devices, with the ids of the exported application. */
async function answersOf({ client }: Side, id: string, toOriginal: Record<string, string>) {
  const { items } = await client.devices.get({ applicationId: id });
  // What a system device says comes with the clock, on each installation by itself.
  const reporting = items.filter(({ deviceClass }: { deviceClass: string }) => deviceClass !== 'system');
  const deviceIds = reporting.map((device: { id: string }) => device.id);
  const query = { deviceIds, start: base - 1, end: base + 500 * 86_400_000 };
  const answers = [
    items.map(describeDevice),
    await client.data.timeSeriesQuery({ applicationId: id, query: { ...query, aggregation: 'NONE', limit: 100_000 } }),
    await client.data.timeSeriesQuery({
      applicationId: id,
      query: { ...query, aggregation: 'MEDIAN', resolution: 86_400_000 },
    }),
    await client.data.timeSeriesQuery({ applicationId: id, query: { ...query, aggregation: 'LAST', resolution: 0 } }),
    await client.data.lastValueQuery({ applicationId: id, query: { deviceIds, attribute: 'text' } }),
    await client.data.lastValueQuery({ applicationId: id, query: { deviceIds, attribute: 'load' } }),
  ];
  const text = Object.entries(toOriginal).reduce(
    (all, [original, here]) => all.replaceAll(here, original),
    JSON.stringify(answers),
  );
  const sorted = JSON.parse(text) as unknown[];
  (sorted[0] as { id: string }[]).sort((a, b) => a.id.localeCompare(b.id));
  return sorted;
}

it('carries an application over to another installation, where queries give the same answers', async () => {
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining(`states written to ${file}\n`) });
  expect(exported.stdout).toMatch(/\nNot in it: 2 workflows, 1 dashboard, 1 event\n$/);
  const [, states] = /^4 devices, 1 access keys, 1 other resources and (\d+) states/.exec(exported.stdout) ?? [];
  expect((await stat(file)).mode & 0o077).toBe(0);
  const text = gunzipSync(await readFile(file)).toString();
  expect(text).not.toMatch(/secret|Sesame|\*{8}/i);

  const [keysFile, idMap] = [join(folder, 'keys.ndjson'), join(folder, 'ids.json')];
  const imported = await run(to, ['import', '--keys-file', keysFile, '--id-map', idMap, '--json', file]);
  expect(imported).toMatchObject({ code: 0 });
  const result = JSON.parse(imported.stdout);
  // 701 reports, and what the system device has made of them by then: its interval may end at any moment.
  const records = text.split('\n').filter((line) => line.startsWith('{"type":"states"'));
  const computed = records.map((line) => JSON.parse(line)).flatMap((it) => (it.deviceId === ids.hall ? it.states : []));
  expect(Number(states) - computed.length).toBe(701);
  expect(result).toMatchObject({ devices: 4, keys: 1, states: Number(states), rejected: 0, dropped: 0 });
  const mapped = JSON.parse(await readFile(idMap, 'utf8')) as Record<string, string>;
  expect(Object.keys(mapped).sort()).toEqual(Object.values(ids).sort());
  const same = Object.fromEntries(Object.keys(mapped).map((id) => [id, id]));
  const expected = await answersOf(from, applicationId, same);
  expect(await answersOf(to, result.applicationId, mapped)).toEqual(expected);
  expect(await to.client.application.get({ applicationId: result.applicationId })).toMatchObject({
    name: 'Plant',
    description: 'Hall 1',
    globals: [{ key: 'limits', json: '{"max":80}' }],
    endpointSlug: 'plant-1',
  });

  const integrations = await to.client.integrations.get({ applicationId: result.applicationId });
  expect(integrations.items).toMatchObject([
    {
      name: 'Broker',
      enabled: false,
      topics: ['line/#'],
      mqttConfig: { host: 'broker.example.com', username: 'plant' },
    },
  ]);
  const key = JSON.parse(await readFile(keysFile, 'utf8')) as { key: string; secret: string };
  const device = await connectDevice(to.server, { deviceId: String(mapped[String(ids.gateway)]), ...key });
  await device.endAsync();

  const refused = await run(to, ['import', file]);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(`there is an application 'Plant' already (${result.applicationId})`);
  const again = await run(to, ['import', '--application', result.applicationId, '--json', file]);
  expect(again).toMatchObject({ code: 0 });
  expect(await answersOf(to, result.applicationId, mapped)).toEqual(expected);
});

it.each([
  ['is cut off', (text: string) => text.slice(0, -20), /is not whole: its (last line does not end|end is missing)/],
  [
    'lacks lines',
    (text: string) =>
      text
        .split('\n')
        .filter((line) => !line.startsWith('{"type":"states"'))
        .join('\n'),
    /its end counts other records/,
  ],
  [
    'is of a later version',
    (text: string) => text.replace('"version":1', '"version":2'),
    /has version 2 of the format/,
  ],
  ['is something else', () => '{"a":1}\n', /is no Signalbox export/],
])('makes nothing of a file that %s', async (_what, damage, message) => {
  const damaged = join(folder, 'damaged.gz');
  await writeFile(damaged, gzipSync(damage(gunzipSync(await readFile(file)).toString())));
  const { totalCount } = await to.client.applications.get();
  const { code, stderr } = await run(to, ['import', '--name', 'Damaged', damaged]);
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
  expect((await to.client.applications.get()).totalCount).toBe(totalCount);
});

it('leaves no half of a file behind when an export fails', async () => {
  const target = join(folder, 'none.gz');
  const { code, stderr } = await run(from, ['export', '--application', '0123456789abcdef01234567', target]);
  expect(code).toBe(1);
  expect(stderr).toContain('404 NotFound');
  await expect(stat(target)).rejects.toThrow('ENOENT');
  await expect(stat(`${target}.partial`)).rejects.toThrow('ENOENT');
});
