import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pidFile, sharedServersVariable } from './support/shared-server.ts';

/** Vitest's global set-up: a folder for the servers that the files of a worker share, which end with the run. */
export default async function shareServers(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-servers-'));
  process.env[sharedServersVariable] = folder;
  return async () => {
    for (const name of await readdir(folder)) await kill(join(folder, name, pidFile));
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
}

async function kill(file: string): Promise<void> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // Its worker has ended it.
  }
}
