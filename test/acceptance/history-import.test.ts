import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { type CommandResult, runCommand } from '../support/run-command.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeToken } from '../support/tenant.ts';

const seriesFile = fileURLToPath(new URL('../support/series.csv', import.meta.url));
const dayMs = 86_400_000;
let server: SharedServer;
let client: Client;
let token: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-history-'));
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function importHistory(parameters: string[], env: Record<string, string> = {}): Promise<CommandResult> {
  return runCommand(['import-history', '--url', server.http, ...parameters], {
    env: { SIGNALBOX_TOKEN: token, ...env },
  });
}

async function writeCsv(name: string, lines: string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

async function readPoints(applicationId: string, deviceId: string, query: object = {}) {
  const answer = await client.data.timeSeriesQuery({
    applicationId,
    query: { deviceIds: [deviceId], start: Date.UTC(2000, 0, 1), aggregation: 'NONE', limit: 100_000, ...query },
  });
  return answer.devices[deviceId].points as { time: string; data: Record<string, unknown> }[];
}

const value = [{ name: 'value', dataType: 'number' }];

it('brings a recorded series of any age in, once however often it is loaded, and queries see it as they see reports', async () => {
  const { applicationId, deviceId } = await makeDevice(client, { device: { name: 'Machine', attributes: value } });
  const rows = (await readFile(seriesFile, 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => {
      const [time = '', text] = row.split(',');
      return { time: Date.parse(`${time.replace(' ', 'T')}Z`), value: Number(text) };
    });
  for (let round = 0; round < 2; round += 1) {
    const run = await importHistory(['--application', applicationId, '--device', 'Machine', seriesFile, '--json']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ rows: rows.length, stored: rows.length, rejected: 0 });
    expect(await readPoints(applicationId, deviceId)).toEqual(
      rows.map(({ time, value }) => ({ time: new Date(time).toISOString(), data: { value } })),
    );
  }
  const days = Map.groupBy(rows, ({ time }) => time - (time % dayMs));
  const points = await readPoints(applicationId, deviceId, {
    aggregation: 'MEAN',
    resolution: dayMs,
    limit: undefined,
  });
  expect(points.map(({ time }) => Date.parse(time))).toEqual([...days.keys()]);
  for (const [index, own] of [...days.values()].entries()) {
    const mean = own.reduce((sum, row) => sum + row.value, 0) / own.length;
    expect(points[index]?.data.value).toBeCloseTo(mean, 9);
  }
  // Nobody has sent anything.
  expect(await client.application.payloadCounts({ applicationId })).not.toHaveProperty('deviceState');
});

it('leaves newer last values alone, and fills those that nothing newer is known of', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 21 } } });
  const file = await writeCsv('last.csv', ['device,time,temperature,note', `${deviceId},2015-03-01T12:00:00Z,-4,cold`]);
  expect(await importHistory(['--application', applicationId, file])).toMatchObject({ code: 0 });
  const temperature = await client.data.lastValueQuery({
    applicationId,
    query: { deviceIds: [deviceId], attribute: 'temperature' },
  });
  expect(temperature[deviceId].data.temperature).toBe(21);
  const note = await client.data.lastValueQuery({ applicationId, query: { deviceIds: [deviceId], attribute: 'note' } });
  expect(note[deviceId]).toMatchObject({ time: '2015-03-01T12:00:00.000Z', data: { note: 'cold' } });
});

it('names bad rows by their line and loads the others', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const file = await writeCsv('bad.csv', [
    'Timestamp,Device,temperature,running,colour',
    '2016-01-01 00:00:00,Pump,1,true,',
    'yesterday,Pump,2,true,',
    '2016-01-01 00:00:02,Pumpe,3,true,',
    '2016-01-01 00:00:03,Pump,warm,maybe,',
    '2016-01-01 00:00:04,Pump,5,maybe,',
    '2016-01-01 00:00:05,Pump,6',
    '1999-12-31 23:59:59,Pump,7,true,',
    '2016-01-01 00:00:07,Pump,,,',
    '2016-01-01 00:00:08,Pump,9,true,red',
    `"2016-01-01 00:00:09","Pump","10","false",""`,
  ]);
  const { code, stdout, stderr } = await importHistory(['--application', applicationId, file]);
  expect(code).toBe(1);
  expect(stdout).toBe('10 rows read, 4 states stored, 6 rows rejected, 2 values dropped\n');
  expect(
    Object.fromEntries(
      stderr
        .trim()
        .split('\n')
        .map((text) => text.split(': ') as [string, string]),
    ),
  ).toEqual({
    'line 3': "'yesterday' is not a time",
    'line 4': "there is no device 'Pumpe'",
    'line 5': 'data.temperature is not a number',
    'line 6': 'data.running is not true or false',
    'line 7': 'it has 3 columns, the header 5',
    'line 8': 'time is before the year 2000',
    'line 9': 'it has no value',
    'line 10': 'data.colour is not an attribute of the device',
  });
  expect((await readPoints(applicationId, deviceId)).map(({ data }) => data.temperature)).toEqual([1, 5, 9, 10]);
});

it('takes one attribute in each row too, and puts those of one time together', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const file = await writeCsv('long.csv', [
    'time,device,attribute,value',
    `1451606400,${deviceId},temperature,3`,
    `1451606400000,${deviceId},running,1`,
    `2016-01-01T01:00:00+01:00,${deviceId},note,"a, ""b""\n\u{1f321}"`,
  ]);
  expect(await importHistory(['--application', applicationId, file])).toMatchObject({ code: 0 });
  expect(await readPoints(applicationId, deviceId)).toEqual([
    { time: '2016-01-01T00:00:00.000Z', data: { temperature: 3, running: true, note: 'a, "b"\n\u{1f321}' } },
  ]);
});

it('reads files as spreadsheets and databases write them, and refuses what is no time or no text', async () => {
  const { applicationId, deviceId } = await makeDevice(client, { device: { name: ' Room 1 ' } });
  const file = join(folder, 'odd.csv');
  const rows = [
    '\ufefftime, "device", "running","note",,\n',
    '2019-04-01 12:00:00+00, "Room 1", "t","a",,\r\n',
    '2019-04-01 12:00:01.123456789+00, Room 1 ,f,b\r\n',
    '2019-02-29, Room 1 ,t,c,,\r\n',
    'boot 7, Room 1 ,t,d,,\n',
    '2016-12-31T23:59:60Z, Room 1 ,t,e\n',
  ];
  const latin1 = Buffer.concat([Buffer.from('2019-04-01, Room 1 ,t,caf'), Buffer.from([0xe9]), Buffer.from('\n')]);
  await writeFile(file, Buffer.concat([Buffer.from(rows.join('')), latin1]));
  const { code, stderr } = await importHistory(['--application', applicationId, file]);
  expect([code, stderr.split('\n').slice(0, 4)]).toEqual([
    1,
    [
      "line 4: '2019-02-29' is not a time",
      "line 5: 'boot 7' is not a time",
      "line 6: '2016-12-31T23:59:60Z' is not a time",
      'line 7: it is not valid UTF-8',
    ],
  ]);
  expect(await readPoints(applicationId, deviceId)).toEqual([
    { time: '2019-04-01T12:00:00.000Z', data: { running: true, note: 'a' } },
    { time: '2019-04-01T12:00:01.123Z', data: { running: false, note: 'b' } },
  ]);
});

it('takes nothing that is older than the dataTTL of the owner, or further ahead than a day', async () => {
  const { body: org } = await call(server, 'POST', '/orgs', { token, body: { name: 'Short', dataTTL: 40 * dayMs } });
  const { id: applicationId } = await client.applications.post({ application: { name: 'Short', orgId: org.id } });
  const { deviceId } = await makeDevice(client, { applicationId });
  const at = (offset: number) => ({ deviceId, time: Date.now() + offset, data: { temperature: 1 } });
  const states = [at(-39 * dayMs), at(-41 * dayMs), at(2 * dayMs), at(-1000)];
  const answer = await call(server, 'POST', `/applications/${applicationId}/data/import-history`, {
    token,
    body: { states },
  });
  expect(answer).toEqual({
    status: 200,
    body: {
      stored: 2,
      rejected: [
        { index: 1, message: 'time is older than the dataTTL of the owner' },
        { index: 2, message: 'time is more than 1 day in the future' },
      ],
      dropped: [],
    },
  });
});

it('is for those who may change the application, and for its own devices', async () => {
  const mine = await makeDevice(client);
  const other = await makeDevice(client);
  const path = `/applications/${mine.applicationId}/data/import-history`;
  const state = { deviceId: other.deviceId, time: '2016-01-01T00:00:00Z', data: { temperature: 1 } };
  const { token: device } = await client.auth.authenticateDevice({
    credentials: { deviceId: mine.deviceId, key: mine.key, secret: mine.secret },
  });
  expect(await call(server, 'POST', path, { token: device, body: { states: [state] } })).toMatchObject({ status: 403 });
  const { token: reader } = await makeToken(server, `/applications/${mine.applicationId}/tokens`, {
    token,
    scope: ['all.Application.read'],
  });
  expect(await call(server, 'POST', path, { token: reader, body: { states: [state] } })).toMatchObject({ status: 403 });
  const answer = await call(server, 'POST', path, { token, body: { states: [state] } });
  expect(answer.body).toEqual({
    stored: 0,
    rejected: [{ index: 0, message: 'deviceId is not a device of the application' }],
    dropped: [],
  });
  expect(await readPoints(other.applicationId, other.deviceId)).toEqual([]);
});

it.each([
  [{}, 'states is required'],
  [{ states: [] }, 'states must NOT have fewer than 1 items'],
  [{ states: [{ deviceId: 'x', time: 1, data: {} }] }, 'states[0].deviceId'],
  [
    { states: [{ deviceId: '0123456789abcdef01234567', time: 1, data: {}, extra: 1 }] },
    'states[0].extra is not a known field',
  ],
])('refuses the body %j with the field that is wrong', async (body, message) => {
  const { applicationId } = await makeDevice(client);
  const answer = await call(server, 'POST', `/applications/${applicationId}/data/import-history`, { token, body });
  expect(answer).toMatchObject({
    status: 400,
    body: { type: 'Validation', message: expect.stringContaining(message) },
  });
});
