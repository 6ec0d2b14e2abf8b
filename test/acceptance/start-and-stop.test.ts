import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, rm } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { readSequences } from '../support/crash-scenario.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { sharedServer } from '../support/shared-server.ts';
import { startServer } from '../support/start-server.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
let dataDir: string;

beforeEach(async () => {
  dataDir = await makeDataFolder();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('tells a program at / where things are, the port that devices connect to among them', async () => {
  const server = await sharedServer();
  const answer = await fetch(server.http);
  // No token was shown, so this is all there is to be told.
  expect(await answer.json()).toEqual({
    name: 'Signalbox',
    version: expect.any(String),
    console: '/console/',
    guide: '/docs/guide/',
    reference: '/docs',
    openapi: '/openapi.json',
    health: '/health',
    mqtt: { port: server.mqttPort, tls: false, webSocket: '/mqtt' },
    localArchives: false,
  });
});

it('names every wrong setting at once, without repeating secrets, and does not start', async () => {
  const failure = await run(process.execPath, [main], {
    env: {
      SIGNALBOX_HTTP_PORT: '99999',
      SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'fast',
      SIGNALBOX_ADMIN_PASSWORD: 'short',
      DATABASE_URL: 'mysql://user:hidden@db',
      SIGNALBOX_TLS_CERT: 'cert.pem',
    },
  }).catch((error: { code: number; stderr: string }) => error);
  expect(failure).toMatchObject({ code: 1 });
  for (const name of [
    'SIGNALBOX_HTTP_PORT',
    'SIGNALBOX_DEVICE_MESSAGE_LIMIT',
    'SIGNALBOX_ADMIN_PASSWORD',
    'DATABASE_URL',
    'SIGNALBOX_TLS_KEY',
  ]) {
    expect(failure.stderr).toContain(name);
  }
  expect(failure.stderr).not.toMatch(/hidden|short\b/);
  expect(failure.stderr).not.toContain('node_modules');
});

inSlowSuite('starts the server twice', () => {
  it('says in one sentence that a port is taken, before it has changed anything', async () => {
    await rm(dataDir, { recursive: true });
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    for (const setting of ['SIGNALBOX_HTTP_PORT', 'SIGNALBOX_MQTT_PORT']) {
      const failure = await run(process.execPath, [main], {
        env: {
          SIGNALBOX_DATA_DIR: dataDir,
          SIGNALBOX_HTTP_PORT: '0',
          SIGNALBOX_MQTT_PORT: '0',
          [setting]: String(port),
        },
      }).catch((error: { code: number; stderr: string }) => error);
      expect(failure).toMatchObject({
        code: 1,
        stderr: `Signalbox could not start: Port ${port} of 127.0.0.1 is taken by another program: end that, or set ${setting} to a free port\n`,
      });
      await expect(access(dataDir)).rejects.toThrow('ENOENT');
    }
    other.close();
  });
});

inSlowSuite('stores 3,000 reports, and starts the server twice', () => {
  it('loses nothing that it accepted when told to stop in the middle, whatever clients hold open', async () => {
    const server = await startServer({ dataDir });
    const { client, token } = await logIn(server);
    const attributes = [{ name: 'sequence', dataType: 'number' }];
    const fixture = await makeDevice(client, { device: { attributes } });
    const device = await connectDevice(server, fixture);
    // A stream that stays open must not hold the end up.
    const watcher = await EventReader.open(
      `${server.http}/applications/${fixture.applicationId}/mqttSubscriptionStream?topic=%23`,
      {
        Authorization: `Bearer ${token}`,
      },
    );
    // Nor must a request of which half is there, or a stream that its reader has left.
    const { hostname, port } = new URL(server.http);
    const half = createConnection(Number(port), hostname);
    half.on('error', () => undefined);
    await once(half, 'connect');
    half.write(
      'POST /auth/user HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"e',
    );
    // Whoever answers this has read the half: they come over the same event loop, in this order.
    const leaving = new AbortController();
    const stream = await fetch(`${server.http}/applications/${fixture.applicationId}/logStream`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    expect(stream.status).toBe(200);
    leaving.abort();
    const base = Date.now() - 100_000;
    let acknowledged = 0;
    const publishing = Array.from({ length: 3000 }, (_, index) =>
      device
        .publishAsync(
          `losant/${fixture.deviceId}/state`,
          JSON.stringify({ time: base + index, data: { sequence: index } }),
          { qos: 1 },
        )
        .then(() => {
          acknowledged += 1;
        })
        .catch(() => undefined),
    );
    await Promise.any(publishing);
    expect(await server.stop()).toBe(0);
    device.end(true);
    half.destroy();
    expect(await watcher.next('mqttMessage').then(() => watcher.next('never'))).toBeUndefined();
    const again = await startServer({ dataDir });
    const stored = await readSequences((await logIn(again)).client, { ...fixture, start: base });
    expect(acknowledged).toBeGreaterThan(0);
    expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
    await again.stop();
  });
});
