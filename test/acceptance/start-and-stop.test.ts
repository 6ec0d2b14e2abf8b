import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { startServer } from '../support/start-server.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('prints a login once, and three lines that work when pasted', async () => {
  const server = await startServer({ dataDir, env: { SIGNALBOX_ADMIN_PASSWORD: '', SIGNALBOX_SELF_DEVICE: 'on' } });
  const lines = server.log().split('\n');
  const pasted = lines.filter((line) => /^(TOKEN=|curl )/.test(line));
  expect(pasted).toHaveLength(3);
  const [logInLine, getLine, streamLine] = pasted;
  const { stdout } = await run('bash', ['-c', `${logInLine}\n${getLine}`]);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Signalbox server', summary: { deviceCount: 1 } });
  const shell = spawn('bash', ['-c', `${logInLine}\n${streamLine}`], { detached: true });
  const report = await new Promise<string>((resolve) => {
    let text = '';
    shell.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const line = text.split('\n').find((candidate) => candidate.startsWith('data: '));
      if (line) resolve(line);
    });
  });
  process.kill(-(shell.pid ?? 0), 'SIGKILL');
  expect(JSON.parse(JSON.parse(report.slice(6)).message).data).toEqual({
    cpuLoad: expect.any(Number),
    memory: expect.any(Number),
    eventLoopDelay: expect.any(Number),
    ingestRate: expect.any(Number),
  });
  expect(await server.stop()).toBe(0);
  const again = await startServer({ dataDir });
  expect(again.log()).not.toContain('shown this once');
  expect(await again.stop()).toBe(0);
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

it('refuses a data folder that another server is using, in one sentence', async () => {
  const server = await startServer({ dataDir });
  await expect(startServer({ dataDir })).rejects.toThrow(/Signalbox could not start: .*in use/s);
  expect(await server.stop()).toBe(0);
});

it('loses nothing that it accepted when told to stop in the middle', async () => {
  const server = await startServer({ dataDir });
  const { client, token } = await logIn(server);
  const fixture = await makeDevice(client);
  const device = await connectDevice(server, fixture);
  // A stream that stays open must not hold the end up.
  const watcher = await EventReader.open(
    `${server.http}/applications/${fixture.applicationId}/mqttSubscriptionStream?topic=%23`,
    {
      Authorization: `Bearer ${token}`,
    },
  );
  const base = Date.now() - 100_000;
  let acknowledged = 0;
  const publishing = Array.from({ length: 3000 }, (_, index) =>
    device
      .publishAsync(
        `losant/${fixture.deviceId}/state`,
        JSON.stringify({ time: base + index, data: { temperature: index } }),
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
  expect(await watcher.next('mqttMessage').then(() => watcher.next('never'))).toBeUndefined();
  const again = await startServer({ dataDir });
  const stored = await readAll((await logIn(again)).client, fixture, base);
  expect(acknowledged).toBeGreaterThan(0);
  expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
  await again.stop();
});

it('loses nothing that it acknowledged when killed in the middle, and counts what it holds', async () => {
  let server = await startServer({ dataDir });
  const { client } = await logIn(server);
  const { applicationId, key, secret } = await makeDevice(client);
  const devices = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const device = { name: `D${index}`, attributes: [{ name: 'temperature', dataType: 'number' }] };
      return (await client.devices.post({ applicationId, device })).id as string;
    }),
  );
  const base = Date.now() - 1_000_000;
  const acknowledged = new Map(devices.map((id) => [id, new Set<number>()]));
  for (let round = 0; round < 3; round += 1) {
    const connections = await Promise.all(devices.map((deviceId) => connectDevice(server, { deviceId, key, secret })));
    const firsts: Promise<void>[] = [];
    for (const [index, connection] of connections.entries()) {
      const deviceId = devices[index] ?? '';
      connection.on('error', () => undefined);
      for (let sequence = round * 1000; sequence < round * 1000 + 200; sequence += 1) {
        const report = JSON.stringify({ time: base + sequence, data: { temperature: sequence } });
        const published = connection
          .publishAsync(`losant/${deviceId}/state`, report, { qos: 1 })
          .then(() => void acknowledged.get(deviceId)?.add(sequence));
        published.catch(() => undefined);
        if (sequence === round * 1000 + 20) firsts.push(published);
      }
    }
    // In the middle: once some of every device have been acknowledged, and most have not.
    await Promise.race(firsts);
    await server.kill();
    for (const connection of connections) connection.end(true);
    server = await startServer({ dataDir });
  }
  const reader = (await logIn(server)).client;
  let rows = 0;
  let known = 0;
  for (const [deviceId, sequences] of acknowledged) {
    const stored = await readAll(reader, { applicationId, deviceId }, base);
    expect(new Set(stored).size).toBe(stored.length);
    for (const sequence of sequences) expect(stored).toContain(sequence);
    rows += stored.length;
    known += sequences.size;
  }
  expect(known).toBeGreaterThan(0);
  const counts = await reader.application.payloadCounts({ applicationId });
  expect(counts.deviceState['device.mqtt']).toBe(rows);
  await server.stop();
});

/** The sequence numbers that are stored for a device. */
async function readAll(
  client: Awaited<ReturnType<typeof logIn>>['client'],
  { applicationId, deviceId }: { applicationId: string; deviceId: string },
  start: number,
): Promise<number[]> {
  const query = { deviceIds: [deviceId], start, end: 0, aggregation: 'NONE', limit: 100_000 };
  const answer = await client.data.timeSeriesQuery({ applicationId, query });
  return answer.devices[deviceId].points.map((point: { data: { temperature: number } }) => point.data.temperature);
}
