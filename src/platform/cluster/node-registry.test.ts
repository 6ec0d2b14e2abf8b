import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open.ts';
import { NodeRegistry } from './node-registry.ts';

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await makeDataFolder();
  const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
  const onFailure = (error: unknown) => {
    throw error;
  };
  database = await openDatabase({ dataDir: folder, migrationsDir, onFailure });
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Renews its lease whenever it looks. */
const makeRegistry = () =>
  new NodeRegistry({
    database,
    logger: { warn: () => undefined },
    elapsed: () => performance.now() * 6,
    mayTakeOver: () => false,
  });

it('knows how many servers share the database: at its start, and when it has renewed its lease', async () => {
  const [first, second, third] = [makeRegistry(), makeRegistry(), makeRegistry()];
  await first.start();
  expect(first.count).toBe(1);
  await second.start();
  await third.start();
  expect([second.count, third.count]).toEqual([2, 3]);
  await expect.poll(() => [first.count, second.count, third.count], { timeout: 10_000 }).toEqual([3, 3, 3]);
  await second.stop();
  await third.stop();
  await expect.poll(() => first.count, { timeout: 10_000 }).toBe(1);
  await first.stop();
});
