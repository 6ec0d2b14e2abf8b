// What is one for all servers of a database: the folder of their files and exports, and the device that they report as.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { logIn } from '../support/api.ts';
import { sendUpload, type Upload, uploadFile } from '../support/files.ts';
import { get, makeDevice } from '../support/fixtures.ts';
import { makeDatabase } from '../support/server-database.ts';
import { call } from '../support/tenant.ts';

const patience = { timeout: 120_000, interval: 250 };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-shared-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function prepare() {
  const database = await makeDatabase();
  ends.push(() => database.drop());
  return async (env: Record<string, string>): Promise<TestApp> => {
    const app = await startTestApp({ env: { DATABASE_URL: database.url, ...env }, sharedDatabase: true });
    ends.push(() => app.end());
    return app;
  };
}

it('gives out on each server what another one has made, and refuses a folder that is not the others', async () => {
  const start = await prepare();
  const folder = await makeFolder();
  const [one, two] = [
    await start({ SIGNALBOX_SHARED_DIR: folder }),
    await start({ SIGNALBOX_SHARED_DIR: folder }),
  ] as const;
  const { client, token } = await logIn(one);
  const { applicationId, deviceId } = await makeDevice(client);
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 21.5 } } });
  const file = await uploadFile(client, { applicationId, path: 'greeting.txt', content: 'hello from one' });
  expect(await (await fetch(new URL(new URL(file.url).pathname, two.http))).text()).toBe('hello from one');
  const { jobId } = await client.device.export({ applicationId, deviceId });
  let url = '';
  await expect
    .poll(async () => {
      const job = (await (await get(two, `/applications/${applicationId}/exports/${jobId}`, token)).json()) as {
        state: string;
        url?: string;
      };
      url = job.url ?? '';
      return job.state ?? JSON.stringify(job);
    }, patience)
    .toBe('done');
  for (const { http } of [one, two]) {
    const { pathname, search } = new URL(url);
    expect(await (await fetch(new URL(pathname + search, http))).text()).toContain(deviceId);
  }
  const wrong = await makeFolder();
  await expect(start({ SIGNALBOX_SHARED_DIR: wrong })).rejects.toThrow(
    `SIGNALBOX_SHARED_DIR (${wrong}) is not the folder that the nodes of this database have in common`,
  );
}, 240_000);

it('changes, moves, fills and deletes one file at once, without a circle of waiting', async () => {
  const start = await prepare();
  const [one, two] = [await start({}), await start({})] as const;
  const { client, token } = await logIn(one);
  const { applicationId } = await makeDevice(client);
  const statuses: number[] = [];
  for (let round = 0; round < 25; round += 1) {
    const made = await client.files.post({ applicationId, file: { name: `file ${round}`, type: 'file' } });
    const path = `/applications/${applicationId}/file/${made.id}`;
    const announce = (server: TestApp) => call(server, 'PATCH', path, { token, body: { fileSize: 3 } });
    const move = (server: TestApp, name: string) =>
      call(server, 'POST', `${path}/move?name=${encodeURIComponent(name)}`, { token });
    const answers = await Promise.all([
      announce(one),
      move(two, `moved ${round}`),
      announce(two),
      sendUpload(made.upload as Upload, 'abc'),
      move(one, `moved on ${round}`),
      announce(one),
      call(two, 'DELETE', path, { token }),
      announce(two),
    ]);
    statuses.push(...answers.map(({ status }) => status));
  }
  // Whoever comes after the deletion finds no file; the upload of a file that is gone is refused.
  expect([...new Set(statuses)].filter((status) => ![200, 201, 204, 403, 404].includes(status))).toEqual([]);
}, 240_000);

it('reports its load from one server, and from another one when that has ended', async () => {
  const start = await prepare();
  const one = await start({ SIGNALBOX_SELF_DEVICE: 'on' });
  const two = await start({ SIGNALBOX_SELF_DEVICE: 'on' });
  const { client } = await logIn(two);
  const [application] = (await client.applications.get({})).items;
  const applicationId = String(application.id);
  const [device] = (await client.devices.get({ applicationId })).items;
  const deviceId = String(device.id);
  const readConnections = async () => {
    const lines = await client.device.getLogEntries({ applicationId, deviceId, limit: 100 });
    return lines.length;
  };
  const reports = async () => (await client.device.getState({ applicationId, deviceId, limit: '1000' })).length;
  await expect.poll(reports, patience).toBeGreaterThan(0);
  const before = await reports();
  // Both have had their turn to ask, more than once.
  await expect.poll(reports, patience).toBeGreaterThan(before + 2);
  expect(await readConnections()).toBe(1);
  await one.app.stop();
  const after = await reports();
  await expect.poll(reports, patience).toBeGreaterThan(after + 1);
  expect((await client.device.get({ applicationId, deviceId })).connectionInfo.connected).toBe(1);
}, 240_000);
