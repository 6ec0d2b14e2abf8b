import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFile, lockFolder } from './folder-lock.ts';

let folder: string;
let holder: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(async () => {
  holder?.kill('SIGKILL');
  holder = undefined;
  await rm(folder, { recursive: true });
});

const script = `import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)};
  await lockFolder(process.argv[1]); console.log(process.pid); setInterval(() => {}, 1000);`;
const lockAndStay = [process.execPath, '--input-type=module', '-e', script] as const;

/** Starts a process that takes the folder; resolves with its id once it has. */
async function hold(command: string, ...parameters: string[]): Promise<number> {
  holder = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!holder.stdout) throw new Error('there is no pipe');
  const [line] = await once(holder.stdout, 'data');
  return Number(line);
}

it('refuses a folder that this process holds already, and frees it when given back', async () => {
  const unlock = await lockFolder(folder);
  const refused = lockFolder(folder, { waitMs: 0 });
  await expect(refused).rejects.toThrow(
    `The data folder ${folder} is in use by another Signalbox (process ${process.pid} on ${hostname()})`,
  );
  unlock();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
  (await lockFolder(folder, { waitMs: 0 }))();
});

it('refuses a folder that another live process holds, until that one is killed', async () => {
  const [command, ...parameters] = lockAndStay;
  const pid = await hold(command, ...parameters, folder);
  await expect(lockFolder(folder, { waitMs: 200 })).rejects.toThrow(`(process ${pid} on `);
  process.kill(pid, 'SIGKILL');
  // Not waited for: a process that is just ending counts as gone after a short wait.
  (await lockFolder(folder))();
});

it('takes over from a process that has ended and that nobody has waited for', async () => {
  // The shell becomes a program that never waits for its children, so the holder stays a zombie.
  const [command, ...parameters] = lockAndStay;
  const pid = await hold('sh', '-c', '"$@" & exec sleep 600', 'sh', command, ...parameters, folder);
  process.kill(pid, 'SIGKILL');
  (await lockFolder(folder))();
  expect(() => process.kill(pid, 0)).not.toThrow();
});

it('keeps the folder although what describes the holder is lost or says something else', async () => {
  const unlock = await lockFolder(folder);
  writeFileSync(join(folder, 'lock'), '{"pid":');
  await expect(lockFolder(folder, { waitMs: 0 })).rejects.toThrow('in use by another Signalbox');
  await rm(join(folder, 'lock'));
  await expect(lockFolder(folder, { waitMs: 0 })).rejects.toThrow('in use by another Signalbox');
  unlock();
});

it('lets one of many that come at once have the folder', async () => {
  const locks = await Promise.all(Array.from({ length: 20 }, () => lockFile(join(folder, 'lock.db'), { waitMs: 0 })));
  const taken = locks.filter((release) => release !== undefined);
  expect(taken).toHaveLength(1);
  for (const release of taken) release();
});

it('waits for a holder that is about to let go', async () => {
  const unlock = await lockFolder(folder);
  const second = lockFolder(folder);
  unlock();
  (await second)();
});

it('says what is wrong with a folder in which nothing can be locked', async () => {
  await expect(lockFolder(join(folder, 'missing'), { waitMs: 0 })).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('cannot be locked'),
  });
});
