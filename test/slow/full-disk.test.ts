import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { connectWire, publish, subscribe } from '../support/mqtt-wire.ts';
import { copyPreparedData } from '../support/prepared-data.ts';

/** A disk of its own, small enough to be filled; mounting takes root. */
const MiB = 1024 * 1024;
const reserve = 64;
let disk: string;
let test: TestApp;
let client: Client;

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'signalbox-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=480m', 'tmpfs', disk]);
  copyPreparedData(disk, 'migrated');
  test = await startTestApp({ dataDir: disk, env: { SIGNALBOX_DISK_RESERVE: String(reserve) } });
  ({ client } = await logIn(test));
});
afterAll(async () => {
  await test.app.stop();
  execFileSync('umount', [disk]);
  await rmdir(disk);
});

const free = (): number => {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
};
const filler = (): string => join(disk, 'somebody-elses');
/** Writes until so much is left. */
function fill(leave: number): void {
  const file = openSync(filler(), 'a');
  const block = Buffer.alloc(64 * 1024);
  try {
    while (free() > leave) writeSync(file, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}
const health = async (): Promise<unknown> => (await fetch(`${test.http}/health`)).json();
const isFull = () => expect.poll(health, { timeout: 30_000 }).toEqual({ status: 'diskFull' });
const isFine = () => expect.poll(health, { timeout: 30_000 }).toEqual({ status: 'ok' });

it('refuses writes while the disk is full, goes on reading, loses nothing, and goes on by itself', async () => {
  const device = await makeDevice(client);
  const { applicationId, deviceId } = device;
  const mqttPort = Number(new URL(test.app.mqttUrl).port);
  const server = { http: test.http, mqttPort };
  const acknowledged: number[] = [];
  const start = Date.now() - 1_000_000;
  /** Whether a report was acknowledged; when not, the connection has ended. */
  const report = async (n: number): Promise<boolean> => {
    const wire = await connectWire(server, device).catch(() => undefined);
    if (!wire) return false;
    wire.send(
      publish(`losant/${deviceId}/state`, JSON.stringify({ time: start + n, data: { temperature: n } }), {
        qos: 1,
        messageId: 1,
      }),
    );
    const done = await wire.next().then(
      ({ cmd }) => cmd === 'puback',
      () => false,
    );
    if (done) acknowledged.push(n);
    wire.stream.destroy();
    return done;
  };
  const stored = async (): Promise<number[]> => {
    const states = await client.device.getState({ applicationId, deviceId, limit: 1000 });
    return states
      .map(({ data }: { data: { temperature: number } }) => data.temperature)
      .sort((a: number, b: number) => a - b);
  };
  /** Whether a session that is kept could be begun. */
  const makeSession = async (): Promise<boolean> => {
    const wire = await connectWire(server, device, { clean: false }).catch(() => undefined);
    wire?.stream.destroy();
    return wire !== undefined;
  };
  expect(await report(1)).toBe(true);

  // Below the reserve.
  fill((reserve - 8) * MiB);
  await isFull();
  expect(await report(2)).toBe(false);
  const refused = client.devices.post({ applicationId, device: { name: 'one more' } });
  expect(await failureOf(refused)).toMatchObject({ statusCode: 507, type: 'InsufficientStorage' });
  expect(await stored()).toEqual(acknowledged);
  await logIn(test);

  // Devices may be connected, and hear and say what is not kept; a session that would have to be stored is refused.
  const away = await makeSession();
  expect(away).toBe(false);
  const listener = await connectWire(server, device);
  await listener.ask(subscribe(1, ['own/topic', 0]));
  listener.send(publish('own/topic', 'heard', { qos: 0 }));
  expect(await listener.next()).toMatchObject({ cmd: 'publish', topic: 'own/topic' });
  listener.stream.destroy();

  // To the last byte: what is kept back is given up, and reading still goes on.
  fill(0);
  await expect.poll(free, { timeout: 30_000 }).toBeGreaterThan(0);
  expect(await report(3)).toBe(false);
  expect(await stored()).toEqual(acknowledged);

  // Also for a server that is started now.
  await test.restart();
  await isFull();
  ({ client } = await logIn(test));
  server.mqttPort = Number(new URL(test.app.mqttUrl).port);
  server.http = test.http;
  expect(await stored()).toEqual(acknowledged);

  rmSync(filler());
  await isFine();
  expect(await report(4)).toBe(true);
  await client.devices.post({ applicationId, device: { name: 'one more' } });
  expect(await stored()).toEqual([1, 4]);
  expect(await makeSession()).toBe(true);
  // What was held back is written by now, or soon.
  const { database } = partsOf(test.app);
  await expect
    .poll(async () => (await database.query({ sql: 'select from device_connection_log where connected' })).length, {
      timeout: 30_000,
    })
    .toBeGreaterThanOrEqual(5);
});
