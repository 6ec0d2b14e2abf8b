import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database, Statement } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { spaceCommits } from './commit-spacing.ts';
import { StateIngest } from './ingest.ts';
import { StatePartitions } from './partitions.ts';

const now = 2900 * 7 * 86_400_000;

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await makeDataFolder();
  const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
  database = await openDatabase({ dataDir: folder, migrationsDir, onFailure: fail });
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

function fail(error: unknown): never {
  throw error;
}

it('grows with the number of servers, up to what a device may wait, and is none for one', () => {
  expect([0, 1, 2, 3, 4, 100].map(spaceCommits)).toEqual([0, 0, 6, 12, 12, 12]);
});

it('stores everything, and begins no commit before there was room', async () => {
  const begun: number[] = [];
  const watched = {
    batchConcurrency: 2,
    isDiskFull: false,
    batch(statements: readonly Statement[]) {
      begun.push(performance.now());
      return database.batch(statements);
    },
  } as unknown as Database;
  const partitions = new StatePartitions({ database, now: () => now, onError: fail });
  await partitions.ensureAroundNow();
  const ingest = new StateIngest({ database: watched, partitions, now: () => now, countServers: () => 3 });
  const device = { deviceRowId: 7, applicationRowId: 1, attributes: new Map() } as unknown as DeviceProfile;
  const stored: Promise<unknown>[] = [];
  for (let time = 1; time <= 60; time += 1) {
    const item = {
      device,
      time: now + time,
      data: { 1: time },
      named: {},
      source: 'device.mqtt',
      arrivedAt: now,
    } as const;
    stored.push(new Promise<unknown>((resolve) => ingest.add(item, resolve)));
    if (time % 2 === 0) await sleep(1);
  }
  expect(await Promise.all(stored)).toEqual(stored.map(() => undefined));
  await ingest.stop();
  const gaps = begun.slice(1).map((at, index) => at - (begun[index] as number));
  expect(gaps.length).toBeGreaterThan(0);
  // Timers count whole milliseconds.
  expect(Math.min(...gaps)).toBeGreaterThan(8.5);
  const rows = await database.query({ sql: 'select from device_state where device_row_id = 7' });
  expect(rows).toHaveLength(60);
});
