import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lockFile = () => join(folder, 'lock');
const held = () => JSON.parse(readFileSync(lockFile(), 'utf8')) as { pid: number; started: string | null };

it('refuses a folder that a live process holds, and frees it when given back', () => {
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`The data folder ${folder} is in use by another Signalbox`);
  unlock();
  expect(existsSync(lockFile())).toBe(false);
  lockFolder(folder)();
});

it('refuses a folder that another live process holds, until that one is killed', async () => {
  const script = `import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)};
    lockFolder(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder]);
  await once(child.stdout, 'data');
  expect(() => lockFolder(folder)).toThrow(`(process ${child.pid})`);
  child.kill('SIGKILL');
  await once(child, 'close');
  lockFolder(folder)();
});

it('takes over from a process with the same number that started at another time, as in a new container', () => {
  writeFileSync(lockFile(), JSON.stringify({ pid: process.pid, started: 'another boot/12345' }));
  lockFolder(folder);
  expect(held().pid).toBe(process.pid);
  expect(held().started).not.toBe('another boot/12345');
});

it('takes a lock cut short by a crash for one being written, but only for a while', () => {
  writeFileSync(lockFile(), '{"pid":');
  expect(() => lockFolder(folder)).toThrow('in use');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lockFile(), longAgo, longAgo);
  lockFolder(folder)();
});

it('is not stopped for ever by a process that ended while it judged a lock', () => {
  writeFileSync(lockFile(), JSON.stringify({ pid: process.pid, started: 'another boot/12345' }));
  writeFileSync(`${lockFile()}.judge`, '');
  expect(() => lockFolder(folder)).toThrow('in use');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(`${lockFile()}.judge`, longAgo, longAgo);
  lockFolder(folder)();
});
