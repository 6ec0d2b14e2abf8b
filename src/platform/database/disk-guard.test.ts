import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DiskGuard } from './disk-guard.ts';

const MiB = 1024 * 1024;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-disk-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('says that the disk is full below the reserve, gives up its file when it gets tight, and recovers by itself', () => {
  let free = 100 * MiB;
  const words: string[] = [];
  const guard = new DiskGuard({
    folder,
    reserveBytes: 16 * MiB,
    readFree: () => free,
    logger: { warn: (_details, message) => words.push(message) },
  });
  const file = join(folder, 'reserve');
  guard.look();
  expect([guard.isFull, statSync(file).size]).toEqual([false, 4 * MiB]);
  free = 15 * MiB;
  guard.look();
  expect([guard.isFull, existsSync(file)]).toEqual([true, true]);
  free = 3 * MiB;
  guard.look();
  expect([guard.isFull, existsSync(file)]).toEqual([true, false]);
  free = 17 * MiB;
  guard.look();
  expect(guard.isFull).toBe(true);
  free = 21 * MiB;
  guard.look();
  expect([guard.isFull, existsSync(file)]).toEqual([false, false]);
  free = 30 * MiB;
  guard.look();
  expect(existsSync(file)).toBe(true);
  expect(words).toEqual([
    'the disk is full: nothing is stored until there is room again',
    'there is room on the disk again: storing goes on',
  ]);
});
