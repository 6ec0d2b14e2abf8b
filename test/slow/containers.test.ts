import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

/**
 * What tells containers apart for the lock of a data folder: process ids of their own, a host name of their own, and one
 * volume. The server is process 1 in each, as it is in a container.
 */
const container = ['unshare', '--pid', '--uts', '--fork', '--kill-child', '--mount-proc'];

let dataDir: string;
let servers: TestServer[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  servers = [];
  await rm(dataDir, { recursive: true, force: true });
});

async function startContainer(): Promise<TestServer> {
  const server = await startServer({ dataDir, by: container });
  servers.push(server);
  return server;
}

it('refuses a second container on the volume of the first, however often it tries, and lets it take over afterwards', async () => {
  const first = await startContainer();
  const { client } = await logIn(first);
  const { applicationId } = await client.applications.post({ application: { name: 'Fleet' } });
  const names: string[] = [];
  const makeDevices = async (): Promise<void> => {
    for (let index = 0; index < 50; index += 1) {
      const { name } = await client.devices.post({ applicationId, device: { name: `D${names.length}` } });
      names.push(name);
    }
  };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const [refused] = await Promise.allSettled([startContainer(), makeDevices()]);
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(/could not start: The data folder .* is in use by another Signalbox/) },
    });
  }

  const killed = first.kill();
  // Not waited for: the next container of a supervisor starts as soon as the first is told to end.
  const second = await startContainer();
  await killed;
  const reader = (await logIn(second)).client;
  const { items } = await reader.devices.get({ applicationId, perPage: 1000 });
  expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(names.sort());
});
