// What a server that shares its database with others does when it did not hear them for a while.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bus } from '../../src/platform/bus/bus.ts';
import { RemoteInvalidations } from '../../src/platform/cluster/remote-invalidations.ts';
import { openServerDatabase } from '../../src/platform/database/server.ts';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { startTestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { closedBy, connectDevice, get, makeDevice } from '../support/fixtures.ts';
import { makeDatabase } from '../support/server-database.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { makeToken } from '../support/tenant.ts';

let database: Awaited<ReturnType<typeof makeDatabase>>;
let proxy: TcpProxy;
/** The database by way of the proxy. */
let url: string;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  database = await makeDatabase();
  const direct = new URL(database.url);
  proxy = await TcpProxy.start({ host: direct.hostname, port: Number(direct.port || 5432) });
  direct.host = `127.0.0.1:${proxy.port}`;
  url = direct.href;
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await proxy.end();
  await database.drop();
});

/** A bus of a server of its own, with everything that it tells. */
async function listen(way: string) {
  const told: [string, unknown][] = [];
  const bus = new Bus({
    onListenerError: (error) => {
      throw error;
    },
  });
  for (const name of ['user.changed', 'events.changed', 'caches.stale', 'invalidations.missed'] as const)
    bus.on(name, (event) => told.push([name, event]));
  const remote = new RemoteInvalidations({ url: way, bus, logger: { warn: () => undefined } });
  await remote.start();
  ends.push(() => remote.stop());
  bus.connect(remote);
  return { bus, told, remote };
}

it('tells other servers what has committed, in that order, and nothing else', async () => {
  const [one, other] = [await listen(database.url), await listen(database.url)];
  const pool = await openServerDatabase({ url: database.url });
  ends.push(() => pool.close());
  const rolledBack = inTransaction(pool, async (tx) => {
    one.bus.announce(tx, 'user.changed', { userId: 'never' });
    throw new Error('rolled back');
  });
  await expect(rolledBack).rejects.toThrow('rolled back');
  for (const userIds of [['a', 'b'], ['c']]) {
    await inTransaction(pool, async (tx) => {
      for (const userId of userIds) one.bus.announce(tx, 'user.changed', { userId });
    });
  }
  const all = ['a', 'b', 'c'].map((userId) => ['user.changed', { userId }]);
  // The one that says it is told once, by itself.
  expect(one.told).toEqual(all);
  await expect.poll(() => other.told).toEqual(all);
  await inTransaction(pool, async (tx) => one.bus.announce(tx, 'user.changed', { userId: 'last' }));
  await expect.poll(() => other.told.length).toBe(4);
  expect(one.told).toHaveLength(4);
});

it('says that something of a kind was missed when it is too large to be told', async () => {
  const [one, other] = [await listen(database.url), await listen(database.url)];
  const pool = await openServerDatabase({ url: database.url });
  ends.push(() => pool.close());
  const changes = Array.from({ length: 100 }, (_, index) => ({
    kind: 'created' as const,
    id: String(index),
    level: 'info' as const,
    state: 'new' as const,
    subject: 'ü'.repeat(100),
    eventTags: {},
    creationDate: '2026-01-01T00:00:00.000Z',
    lastUpdated: '2026-01-01T00:00:00.000Z',
  }));
  await inTransaction(pool, async (tx) =>
    one.bus.announce(tx, 'events.changed', { applicationId: 'a', applicationRowId: 1, changes }),
  );
  await expect
    .poll(() => other.told)
    .toEqual([
      ['caches.stale', {}],
      ['invalidations.missed', { about: 'events.changed' }],
    ]);
});

it.each(['cut', 'stall'] as const)(
  'forgets what it knows as soon as it hears nothing (%s), and looks at everything again when it does',
  async (how) => {
    const { told, remote } = await listen(url);
    proxy[how]();
    await expect.poll(() => told.map(([name]) => name), { timeout: 20_000 }).toContain('caches.stale');
    proxy.mend();
    await expect.poll(() => told.at(-1), { timeout: 20_000 }).toEqual(['invalidations.missed', { about: undefined }]);
    expect(remote.isConnected).toBe(true);
    expect(remote.breaks).toBe(1);
  },
);

/** Two servers, of which the second reaches the database by way of the proxy. */
async function startNodes() {
  const [near, far] = [
    await startTestApp({ env: { DATABASE_URL: database.url }, sharedDatabase: true }),
    await startTestApp({ env: { DATABASE_URL: url }, sharedDatabase: true }),
  ];
  ends.push(
    () => near.end(),
    () => far.end(),
  );
  const at = ({ http, app }: typeof near) => ({ http, mqtt: app.mqttUrl });
  const servers = [at(near), at(far)] as const;
  const { client, token } = await logIn(servers[0]);
  return { servers, root: client as Client, token };
}

it('ends what was revoked while it heard nothing, and nothing else', { timeout: 120_000 }, async () => {
  const { servers, root, token } = await startNodes();
  const [near, far] = servers;
  const lost = await makeDevice(root);
  const { applicationId } = lost;
  const kept = await makeDevice(root, { applicationId });
  const moved = await makeDevice(root, {
    applicationId,
    device: { tags: [{ key: 'fleet', value: 'north' }] },
    key: { deviceTags: [{ key: 'fleet', value: 'north' }] },
  });
  const connections = await Promise.all([lost, kept, moved].map((device) => connectDevice(far, device)));
  const [losing, keeping, moving] = connections as [
    (typeof connections)[0],
    (typeof connections)[0],
    (typeof connections)[0],
  ];
  ends.push(() => keeping.endAsync(true));
  const application = await makeToken(near, `/applications/${applicationId}/tokens`, { token });
  const isOpen = async () => (await get(far, `/applications/${applicationId}`, application.token)).status;
  const stream = (bearer: string) =>
    EventReader.open(`${far.http}/applications/${applicationId}/logStream`, { Authorization: `Bearer ${bearer}` });
  const [losingStream, keepingStream] = [await stream(application.token), await stream(token)];
  expect(await isOpen()).toBe(200);
  proxy.cut();
  // What it knew is forgotten at once: it cannot tell any more.
  await expect.poll(isOpen).toBe(503);
  const { id: keyId } = (await root.applicationKeys.get({ applicationId })).items.find(
    ({ key }: { key: string }) => key === lost.key,
  );
  await root.applicationKey.delete({ applicationId, applicationKeyId: keyId });
  await root.applicationApiToken.delete({ applicationId, apiTokenId: application.id });
  await root.device.patch({ applicationId, deviceId: moved.deviceId, device: { tags: [] } });
  expect([losing, keeping, moving].map(({ connected }) => connected)).toEqual([true, true, true]);
  const closed = Promise.all([closedBy(losing), closedBy(moving)]);
  proxy.mend();
  await closed;
  await expect.poll(isOpen).toBe(401);
  expect(await losingStream.next('never')).toBeUndefined();
  // It goes on, and hears of what happens now.
  const line = keepingStream.next('log');
  await keeping.publishAsync(`losant/${kept.deviceId}/state`, '{"data":{"temperature":1}}', { qos: 1 });
  expect(await line).toBeDefined();
  keepingStream.close();
});
