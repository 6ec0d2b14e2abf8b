import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

const memoryFiles = '/dev/shm';
/** What all servers of a run have on disk at a time, several times over. */
const neededBytes = 4 * 2 ** 30;

/**
 * Vitest's global set-up: has temporary folders made in memory, where the machine has enough of it. Half of what a run of the tests
 * asks of a slow disk is the copies of prepared data folders, the other half the syncs of every transaction; neither is what
 * these tests are about. The slow suite, with its kills and full disks, runs on the disk. Whoever sets `TMPDIR` chooses.
 */
export default async function useMemoryFolder(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TMPDIR !== undefined || !(await hasRoom())) return undefined;
  const folder = await mkdtemp(join(memoryFiles, 'signalbox-tests-'));
  process.env.TMPDIR = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Both in the file system, which containers make small, and in the memory that it is made of. */
async function hasRoom(): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(memoryFiles);
    const [, available = '0'] = /^MemAvailable: +(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8')) ?? [];
    return bavail * bsize > neededBytes && Number(available) * 1024 > 2 * neededBytes;
  } catch {
    // Not a Linux.
    return false;
  }
}
