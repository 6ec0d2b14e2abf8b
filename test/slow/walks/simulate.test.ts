// Loads of one to four seconds, each a process that is a fleet of devices: ten seconds of a processor. `npm test` has the parts of the
// command (src/cli).
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { makeDevice } from '../../support/fixtures.ts';
import { type CommandOptions, type CommandResult, runCommand } from '../../support/run-command.ts';
import { type SharedServer, sharedServer } from '../../support/shared-server.ts';
import { startServer } from '../../support/start-server.ts';

const seriesFile = fileURLToPath(new URL('../../support/series.csv', import.meta.url));
let server: SharedServer;
let client: Client;
let token: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-simulate-'));
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function simulate(parameters: string[], options: CommandOptions & { on?: SharedServer } = {}): Promise<CommandResult> {
  const { on = server, env, ...rest } = options;
  return runCommand(['simulate', '--url', on.http, ...parameters], {
    ...rest,
    env: { SIGNALBOX_TOKEN: token, ...env },
  });
}

/** The result that `--json` prints last. */
function resultOf({ stdout }: CommandResult) {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    applicationId: string;
    acknowledged: number;
    [field: string]: unknown;
  } & { hints: string[] };
}

/** Stored states of every device of the application, by device name. */
async function countStored(applicationId: string): Promise<Record<string, number>> {
  const { items } = await client.devices.get({ applicationId });
  const answer = await client.data.timeSeriesQuery({
    applicationId,
    query: {
      deviceIds: items.map(({ id }: { id: string }) => id),
      duration: 3_600_000,
      aggregation: 'NONE',
      limit: 100_000,
    },
  });
  const devices = Object.values(answer.devices) as { name: string; points: unknown[] }[];
  return Object.fromEntries(devices.map(({ name, points }) => [name, points.length]));
}

it('stores exactly what it says was acknowledged, and leaves no access key behind', async () => {
  const run = await simulate(['--devices', '20', '--rate', '10/s', '--duration', '2s', '--json']);
  expect(run).toMatchObject({ code: 0 });
  const result = resultOf(run);
  expect(result).toMatchObject({ devices: 20, unacknowledged: 0, closed: 0, reconnects: 0, refused: 0 });
  const { applicationId, acknowledged, sent } = result;
  expect(acknowledged).toBeGreaterThan(0);
  expect(sent).toBe(acknowledged);
  const stored = await countStored(applicationId);
  expect(Object.keys(stored)).toHaveLength(20);
  expect(Object.values(stored).reduce((sum, count) => sum + count, 0)).toBe(acknowledged);
  const counts = await client.application.payloadCounts({ applicationId });
  expect(counts.deviceState).toEqual({ 'device.mqtt': acknowledged });
  expect(await client.applicationKeys.get({ applicationId })).toMatchObject({ totalCount: 0 });
});

it('makes the devices of a scenario with their tags and types, and reports them again in a second run', async () => {
  const file = join(folder, 'greenhouse.json');
  const groups = [
    {
      name: 'Bed',
      count: 3,
      rate: '10/s',
      tags: { hall: 'north' },
      attributes: {
        moisture: { kind: 'walk', start: 40, step: 1, min: 0, max: 100, digits: 1 },
        valve: { kind: 'boolean', probability: 0.5 },
        state: { kind: 'choice', values: ['dry', 'wet'] },
        place: { kind: 'circle', latitude: 52.5, longitude: 13.4, radiusMeters: 50, periodSeconds: 60 },
        reports: { kind: 'counter' },
      },
    },
    { name: 'Weather', count: 1, attributes: { wind: { kind: 'uniform', min: 2, max: 3 } } },
  ];
  await writeFile(file, JSON.stringify({ groups }));
  const { id: applicationId } = await client.applications.post({ application: { name: 'Greenhouse' } });
  const parameters = [
    '--scenario',
    file,
    '--application',
    applicationId,
    '--rate',
    '10/s',
    '--duration',
    '1s',
    '--json',
  ];
  expect(await simulate(parameters)).toMatchObject({ code: 0 });
  const { items } = await client.devices.get({ applicationId });
  expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['Bed 1', 'Bed 2', 'Bed 3', 'Weather 1']);
  const bed = items.find(({ name }: { name: string }) => name === 'Bed 1');
  expect(bed.tags).toContainEqual({ key: 'hall', value: 'north' });
  const [state] = await client.device.getState({ applicationId, deviceId: bed.id });
  expect(state.data).toEqual({
    moisture: expect.any(Number),
    valve: expect.any(Boolean),
    state: expect.stringMatching(/^(dry|wet)$/),
    place: expect.stringMatching(/^52\.\d+,13\.\d+$/),
    reports: expect.any(Number),
  });
  expect(await simulate(parameters)).toMatchObject({ code: 0 });
  expect((await client.devices.get({ applicationId })).totalCount).toBe(4);
});

it('replays a recorded series value by value', async () => {
  const rows = (await readFile(seriesFile, 'utf8')).trim().split('\n').slice(1);
  const run = await simulate(['--csv', seriesFile, '--speed', '1000000', '--json']);
  expect(run).toMatchObject({ code: 0 });
  const { applicationId, acknowledged } = resultOf(run);
  expect(acknowledged).toBe(rows.length);
  const { items } = await client.devices.get({ applicationId });
  const values = async (): Promise<number[]> => {
    const query = { deviceIds: [items[0].id], duration: 3_600_000, aggregation: 'NONE' };
    const answer = await client.data.timeSeriesQuery({ applicationId, query });
    return answer.devices[items[0].id].points.map(({ data }: { data: { value: number } }) => data.value);
  };
  // At this speed the reports are dated a millisecond apart, ahead of the clock: the query sees the last when it has come.
  await expect.poll(values, { timeout: 10_000 }).toEqual(rows.map((row) => Number(row.split(',')[1])));
});

it('ends in order on Ctrl-C: says how far it came, and removes what it was told to', async () => {
  let interrupted = false;
  const run = await simulate(['--devices', '5', '--rate', '10/s', '--cleanup', '--json'], {
    onStderr: (text, kill) => {
      if (interrupted || !text.includes('5 of 5 devices connected')) return;
      interrupted = true;
      kill('SIGINT');
    },
  });
  expect(run).toMatchObject({ code: 0 });
  const { applicationId, unacknowledged } = resultOf(run);
  expect(unacknowledged).toBe(0);
  await expect(client.application.get({ applicationId })).rejects.toMatchObject({ statusCode: 404 });
});

it('names the device message limit when the server closes connections for it', async () => {
  const throttling = await startServer({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: '5/60s' } });
  const { token: other } = await logIn(throttling);
  const run = await simulate(['--devices', '2', '--rate', '20/s', '--duration', '2s', '--json'], {
    on: throttling,
    env: { SIGNALBOX_TOKEN: other },
  });
  await throttling.stop();
  const result = resultOf(run);
  expect(result.closed).toBeGreaterThan(0);
  expect(result.hints.join('\n')).toContain('SIGNALBOX_DEVICE_MESSAGE_LIMIT');
});

it('reports as devices that exist, with their own key, and makes nothing', async () => {
  const fixture = await makeDevice(client, {
    device: {
      attributes: [
        { name: 'temperature', dataType: 'number' },
        { name: 'vibration', dataType: 'number' },
      ],
    },
  });
  const run = await runCommand(
    [
      'simulate',
      '--mqtt',
      server.mqtt,
      '--device-ids',
      fixture.deviceId,
      '--access-key',
      fixture.key,
      '--devices',
      '1',
      '--rate',
      '10/s',
      '--duration',
      '1s',
      '--json',
    ],
    { env: { SIGNALBOX_ACCESS_SECRET: fixture.secret } },
  );
  expect(run).toMatchObject({ code: 0 });
  expect(await countStored(fixture.applicationId)).toEqual({ Pump: resultOf(run).acknowledged });
});

it.each([
  [['--devices', '0'], "--devices must be a whole number from 1 to 10000, not '0'", 2],
  [['--rate', 'fast'], "--rate must be a rate such as 2/s, 30/m or 1/h, at most 500/s, not 'fast'", 2],
  [['--duration', '5'], "--duration must be a duration such as 250ms, 90s, 15m, 2h or 1d, not '5'", 2],
  [['--csv', 'none.csv'], 'none.csv cannot be read: there is no such file', 1],
  [['--application', '0123456789abcdef01234567'], 'answered 404 NotFound: Application was not found', 1],
])('refuses %j in one line', async (parameters, message, code) => {
  const run = await simulate(parameters);
  expect(run).toMatchObject({ code, stdout: '' });
  expect(run.stderr).toContain(message);
});

it('names every wrong field of a scenario', async () => {
  const file = join(folder, 'wrong.json');
  const attributes = {
    a: { kind: 'sine', mean: 1 },
    b: { kind: 'noise' },
    c: { kind: 'uniform', min: 0, max: 1, extra: 1 },
  };
  await writeFile(file, JSON.stringify({ groups: [{ name: 'G', count: 0, attributes }] }));
  const { code, stderr } = await simulate(['--scenario', file]);
  expect(code).toBe(1);
  expect(stderr).toContain('groups[0].count must be >= 1');
  expect(stderr).toContain("groups[0].attributes.a must have required property 'amplitude'");
  expect(stderr).toContain('groups[0].attributes.b');
  expect(stderr).toContain("groups[0].attributes.c must NOT have additional properties ('extra')");
});

it('says that no device could connect, and why, instead of running for nothing', async () => {
  const env = { SIGNALBOX_ACCESS_SECRET: 'wrong' };
  const ids = ['--device-ids', '0123456789abcdef01234567', '--access-key', 'none', '--devices', '1'];
  const { code, stderr } = await runCommand(['simulate', '--mqtt', server.mqtt, ...ids], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/no device could connect to mqtt:.*: Connection refused/);
});
