import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportsFeature } from '../../src/features/exports/index.ts';
import { newId } from '../../src/kernel/ids.ts';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { get, makeDevice } from '../support/fixtures.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let app: TestApp;
let client: Client;
let token: string;
let clockMoved = 0;

const received: { path: string | undefined; body: string }[] = [];
/** How the receiver answers; left out: at once, with 200. Null: not at all. */
const statuses = new Map<string, number | null>();
const receiver = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    received.push({ path: request.url, body });
    const status = statuses.get(request.url ?? '');
    if (status !== null) response.writeHead(status ?? 200).end();
  });
});
let receiverHost: string;

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  receiverHost = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  app = await startTestApp({
    env: { SIGNALBOX_CALLBACK_HOSTS: receiverHost, SIGNALBOX_EXPORT_SPACE: '1' },
    now: () => Date.now() + clockMoved,
  });
  ({ client, token } = await logIn(app));
});
afterAll(async () => {
  await app.end();
  receiver.closeAllConnections();
  receiver.close();
});

const attributes = [
  { name: 'temperature', dataType: 'number' },
  { name: 'on', dataType: 'boolean' },
  { name: 'note', dataType: 'string' },
];
const makeReporter = (options: { applicationId?: string; device?: object } = {}) =>
  makeDevice(client, { ...options, device: { attributes, ...options.device } });

const poll = async (applicationId: string, jobId: string) => {
  const response = await get(app, `/applications/${applicationId}/exports/${jobId}`, token);
  expect(response.status).toBe(200);
  return (await response.json()) as {
    state: string;
    url: string;
    error?: string;
    delivery?: string;
    deliveryError?: string;
    rows: number;
  };
};

async function finish(applicationId: string, { jobId }: { jobId: string }) {
  await expect
    .poll(() => poll(applicationId, jobId), { timeout: 30_000 })
    .toMatchObject({
      state: expect.stringMatching(/done|failed/),
    });
  return poll(applicationId, jobId);
}

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="\w+-[0-9a-f]{24}\.csv"$/);
  return response.text();
}

it('exports what a device has reported, across many reads, as rows equal to what was sent', async () => {
  const fixture = await makeReporter();
  const start = Date.now() - 86_400_000;
  const sent = Array.from({ length: 2_100 }, (_, index) => ({
    time: start + index * 1000,
    data: { temperature: index / 4, on: index % 2 === 0, ...(index % 3 ? {} : { note: `say "${index}",\nthen` }) },
  }));
  for (let from = 0; from < sent.length; from += 700) {
    await client.device.sendState({ ...fixture, deviceState: sent.slice(from, from + 700) });
  }
  const started = await client.device.export({ ...fixture, start, end: sent[2_049]?.time });
  expectSchema('success', started);
  const done = await finish(fixture.applicationId, started);
  expect(done).toMatchObject({ state: 'done', rows: 2_050 });
  const lines = sent.slice(0, 2_050).map(({ time, data }) => {
    const note = data.note === undefined ? '' : `"${data.note.replaceAll('"', '""')}"`;
    const date = new Date(time).toISOString();
    return `"${fixture.deviceId}",${time},"${date}",${data.temperature},${data.on ? 1 : 0},${note}\n`;
  });
  expect(await download(done.url)).toBe(`"ID","Timestamp","ISO Date","temperature","on","note"\n${lines.join('')}`);
});

it('exports chosen attributes of the devices that ids and tags name, and posts the link where it is asked to', async () => {
  const first = await makeReporter({ device: { name: 'A' } });
  const { applicationId } = first;
  const tagged = await makeReporter({ applicationId, device: { name: 'B', tags: [{ key: 'floor', value: '1' }] } });
  const left = await makeReporter({ applicationId, device: { name: 'C' } });
  const foreign = await makeReporter();
  const time = Date.now() - 60_000;
  for (const [index, one] of [first, tagged, left, foreign].entries()) {
    await client.device.sendState({ ...one, deviceState: { time, data: { temperature: index, note: 'n' } } });
  }
  const started = await client.data.export({
    applicationId,
    query: {
      deviceIds: [first.deviceId, foreign.deviceId],
      deviceTags: [{ key: 'floor' }],
      attributes: ['temperature'],
      options: { includeDate: false },
      callbackUrl: `http://${receiverHost}/hook?a=1`,
    },
  });
  const { url } = await finish(applicationId, started);
  const [header, ...rows] = (await download(url)).trimEnd().split('\n');
  expect(header).toBe('"ID","Timestamp","temperature"');
  expect(rows.toSorted()).toEqual([`"${first.deviceId}",${time},0`, `"${tagged.deviceId}",${time},1`].toSorted());
  await expect
    .poll(() => poll(applicationId, started.jobId), { timeout: 30_000 })
    .toMatchObject({ delivery: 'delivered' });
  const call = received.find(({ path }) => path === '/hook?a=1');
  expect(JSON.parse(call?.body ?? '')).toMatchObject({ jobId: started.jobId, state: 'done', url, rows: 2 });
});

const exportTo = async (path: string, applicationId: string): Promise<string> =>
  (await client.devices.export({ applicationId, callbackUrl: `http://${receiverHost}${path}` })).jobId;
/** The server has another port afterwards. */
const restart = async (meanwhile?: () => void): Promise<void> => {
  await app.restart(meanwhile);
  ({ client, token } = await logIn(app));
};
const callsTo = (path: string) => received.filter((call) => call.path === path).length;
/** As polls would, only sooner. */
const untilDelivery = (applicationId: string, jobId: string, expected: object) =>
  expect
    .poll(
      () => {
        partsOf(app.app).exportDelivery.wake();
        return poll(applicationId, jobId);
      },
      { timeout: 30_000 },
    )
    .toMatchObject(expected);

inSlowSuite('starts the server once more', () => {
  it('delivers to others while the callback of one application does not answer, and goes on after a restart', async () => {
    const { applicationId: silent } = await makeReporter();
    const { applicationId: other } = await makeReporter();
    statuses.set('/silent', null);
    const waiting = [await exportTo('/silent', silent), await exportTo('/silent', silent)];
    for (const jobId of waiting) await finish(silent, { jobId });
    await expect.poll(() => callsTo('/silent')).toBe(1);
    await untilDelivery(other, await exportTo('/prompt', other), { delivery: 'delivered' });
    // One delivery of an application at a time.
    expect(callsTo('/silent')).toBe(1);
    await restart(() => statuses.delete('/silent'));
    for (const jobId of waiting) await untilDelivery(silent, jobId, { delivery: 'delivered' });
    expect(callsTo('/silent')).toBe(3);
  });
});

it('tries a delivery five times, later each time, then keeps it as failed with its error', async () => {
  const { applicationId } = await makeReporter();
  statuses.set('/broken', 503);
  const jobId = await exportTo('/broken', applicationId);
  const deliveryError = 'the callback URL answered 503';
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    partsOf(app.app).exportDelivery.wake();
    await expect.poll(() => callsTo('/broken'), { timeout: 30_000 }).toBe(attempt);
    await untilDelivery(applicationId, jobId, { state: 'done', deliveryError });
    if (attempt < 5) expect(await poll(applicationId, jobId)).not.toHaveProperty('delivery');
    clockMoved += 15_000 * 2 ** attempt;
  }
  await untilDelivery(applicationId, jobId, { delivery: 'failed', deliveryError });
  expect(callsTo('/broken')).toBe(5);
});

inSlowSuite('starts the server once for each attempt', () => {
  it('fails an export that has ended the server in each of its attempts', async () => {
    const { applicationId } = await makeReporter();
    const { database } = partsOf(app.app);
    const jobId = await exportTo('/told', applicationId);
    await finish(applicationId, { jobId });
    await untilDelivery(applicationId, jobId, { delivery: 'delivered' });
    await database.query({
      sql: `update data_export set state = 'running', attempts = 3, claim = 'killed' where id = $1`,
      parameters: [jobId],
    });
    await restart();
    const failed = await finish(applicationId, { jobId });
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringContaining('3 attempts') });
    await expect.poll(() => callsTo('/told'), { timeout: 30_000 }).toBe(2);
    expect(JSON.parse(received.at(-1)?.body ?? '')).toMatchObject({ jobId, state: 'failed' });
  });
});

it('exports the list of devices that a query selects', async () => {
  const first = await makeReporter({ device: { name: 'Pump "1"', tags: [{ key: 'floor', value: '1' }] } });
  const { applicationId } = first;
  await makeReporter({ applicationId, device: { name: 'Fan' } });
  const started = await client.devices.export({ applicationId, options: { query: { name: 'Pump "1"' } } });
  const one = (await download((await finish(applicationId, started)).url)).trimEnd().split('\n');
  expect(one).toHaveLength(2);
  expect(one[1]).toContain(`"${first.deviceId}","Pump ""1""",`);
  expect(one[1]).toContain('"floor=1","temperature:number;on:boolean;note:string"');
  const all = await finish(applicationId, await client.devices.export({ applicationId }));
  expect(all.rows).toBe(2);
});

it('refuses callbacks into its own network, mail without a mail server, and what breaks a rule', async () => {
  const fixture = await makeReporter();
  const { applicationId } = fixture;
  const cases: [() => Promise<unknown>, string][] = [
    [() => client.device.export({ ...fixture, callbackUrl: 'http://127.0.0.1/' }), 'callbackUrl'],
    [() => client.device.export({ ...fixture, callbackUrl: 'http://[::1]:80/' }), 'callbackUrl'],
    [() => client.devices.export({ applicationId, callbackUrl: 'http://localhost/' }), 'callbackUrl'],
    [() => client.data.export({ applicationId, query: { callbackUrl: 'file:///x', deviceIds: [] } }), 'callbackUrl'],
    [() => client.device.export({ ...fixture, email: 'ada@example.com' }), 'SIGNALBOX_SMTP_URL'],
    [() => client.device.export({ ...fixture, start: 20, end: 10 }), 'start'],
    [() => client.data.export({ applicationId, query: {} }), 'deviceIds'],
    [() => client.devices.export({ applicationId, options: { query: { colour: 1 } } }), 'query.colour'],
  ];
  for (const [call, field] of cases) {
    expect(await failureOf(call()), field).toMatchObject({ statusCode: 400, message: expect.stringContaining(field) });
  }
});

it('fails an export that would take more room than exports may have', async () => {
  const fixture = await makeReporter();
  const note = 'x'.repeat(30_000);
  const start = Date.now() - 100_000;
  const deviceState = Array.from({ length: 40 }, (_, index) => ({ time: start + index, data: { note } }));
  for (let from = 0; from < 40; from += 5) {
    await client.device.sendState({ ...fixture, deviceState: deviceState.slice(from, from + 5) });
  }
  const failed = await finish(fixture.applicationId, await client.device.export(fixture));
  expect(failed).toMatchObject({ state: 'failed', error: expect.stringContaining('SIGNALBOX_EXPORT_SPACE') });
  expect(failed.url).toBeUndefined();
});

it('ends a link with whatever asked for it, and keeps its file to itself', async () => {
  const fixture = await makeReporter();
  const { applicationId } = fixture;
  await client.device.sendState({ ...fixture, deviceState: { data: { temperature: 1 } } });
  const program = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'script' } });
  const by = async (bearer: string): Promise<string> => {
    const url = `/applications/${applicationId}/data/export`;
    const response = await fetch(`${app.http}${url}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ deviceIds: [fixture.deviceId] }),
    });
    return (await finish(applicationId, (await response.json()) as { jobId: string })).url;
  };
  const credentials = { deviceId: fixture.deviceId, key: fixture.key, secret: fixture.secret };
  const device = await connect(app).auth.authenticateDevice({ credentials });
  const urls = [await by(program.token), await by(device.token), await by(token)];
  for (const name of await readdir(join(app.dataDir, 'exports'))) {
    expect((await stat(join(app.dataDir, 'exports', name))).mode & 0o777).toBe(0o600);
  }
  const statuses = () => Promise.all(urls.map(async (url) => (await fetch(url)).status));
  expect(await statuses()).toEqual([200, 200, 200]);
  await client.applicationApiToken.delete({ applicationId, apiTokenId: program.id });
  expect(await statuses()).toEqual([404, 200, 200]);
  await client.device.delete(fixture);
  expect(await statuses()).toEqual([404, 404, 200]);
});

it('lists exports, and takes one back with its file', async () => {
  const fixture = await makeReporter();
  const { applicationId } = fixture;
  const url = `/applications/${applicationId}/exports`;
  const jobs = [await client.device.export(fixture), await client.devices.export({ applicationId })];
  const [states, devices] = [await finish(applicationId, jobs[0]), await finish(applicationId, jobs[1])];
  const list = async (query = '') => (await (await get(app, `${url}${query}`, token)).json()) as { items: object[] };
  expect((await list()).items).toEqual([devices, states]);
  expect((await list('?filterField=kind&filter=states')).items).toEqual([states]);
  const remove = () =>
    fetch(`${app.http}${url}/${jobs[0].jobId}`, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
  expect((await remove()).status).toBe(200);
  expect((await remove()).status).toBe(404);
  expect((await fetch(states.url)).status).toBe(404);
  expect(await readdir(join(app.dataDir, 'exports'))).not.toContain(`${jobs[0].jobId}.csv`);
  expect((await list()).items).toEqual([devices]);
});

it('guards what a spreadsheet would run as a formula, where that is asked for', async () => {
  const fixture = await makeReporter({ device: { name: '=cmd|calc' } });
  const { applicationId } = fixture;
  await client.device.sendState({ ...fixture, deviceState: { data: { note: '@SUM(1)', temperature: -3 } } });
  const cells = async (guardFormulas: boolean): Promise<string[]> => {
    const options = { includeDate: false, includeID: false, guardFormulas };
    const query = { deviceIds: [fixture.deviceId], attributes: ['note', 'temperature'], options };
    const data = await finish(applicationId, await client.data.export({ applicationId, query }));
    const list = await fetch(`${app.http}/applications/${applicationId}/devices/export`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ guardFormulas }),
    });
    const devices = await finish(applicationId, (await list.json()) as { jobId: string });
    const [, state = ''] = (await download(data.url)).split('\n');
    const [, device = ''] = (await download(devices.url)).split('\n');
    return [state.split(',').slice(1).join(','), device.split(',')[1] ?? ''];
  };
  expect(await cells(false)).toEqual(['"@SUM(1)",-3', '"=cmd|calc"']);
  expect(await cells(true)).toEqual([`"'@SUM(1)",-3`, `"'=cmd|calc"`]);
});

it('shows an export to its application only, and its file until it expires; a job then removes the file', async () => {
  const fixture = await makeReporter();
  const foreign = await makeReporter();
  await client.device.sendState({ ...fixture, deviceState: { data: { temperature: 1 } } });
  const started = await client.device.export(fixture);
  const { url } = await finish(fixture.applicationId, started);
  expect((await get(app, `/applications/${foreign.applicationId}/exports/${started.jobId}`, token)).status).toBe(404);
  expect((await fetch(url.replace(/.{4}$/, '0000'))).status).toBe(404);
  expect((await fetch(`${app.http}/exports/${started.jobId}`)).status).toBe(404);
  const credentials = { deviceId: fixture.deviceId, key: fixture.key, secret: fixture.secret };
  const device = (await connect(app).auth.authenticateDevice({ credentials })).token;
  // Somebody else's, as far as the device is concerned.
  expect((await get(app, `/applications/${fixture.applicationId}/exports/${started.jobId}`, device)).status).toBe(404);
  expect((await fetch(url)).status).toBe(200);
  clockMoved += 24 * 3_600_000 + 60_000;
  expect((await fetch(url)).status).toBe(404);
  await partsOf(app.app).exports.clean();
  expect(await readdir(join(app.dataDir, 'exports'))).toEqual([]);
});

it('tells whoever waits for an export that is gone, with its application or by itself, that it is not found', async () => {
  const { requested } = app.app.api(exportsFeature);
  await expect(requested.waitFor({ applicationRowId: 1 }, newId(), 60_000)).rejects.toMatchObject({ type: 'NotFound' });
});
