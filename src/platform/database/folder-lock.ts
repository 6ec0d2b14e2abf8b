import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/errors.ts';

/** Who holds the folder, for the message of whoever is refused. Nothing is judged by it. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** SQLite's result code for a file that another connection has locked. */
const busy = 5;
/** A process that has been killed keeps its lock until the kernel has taken its memory apart: a second, where it was large. */
const defaultWaitMs = 3_000;
const retryMs = 50;

/**
 * The connections that hold locks. Closing one gives its lock back, and one that nothing refers to is closed by the
 * garbage collector.
 */
const held = new Set<DatabaseSync>();

/**
 * Takes the folder for this process and returns the function that gives it back. Rejects with `Unavailable` when another
 * process still holds it after a short wait. A holder that has ended, however suddenly, does not count, zombies included.
 */
export async function lockFolder(folder: string, options: { readonly waitMs?: number } = {}): Promise<() => void> {
  const release = await lockFile(join(folder, 'lock.db'), options);
  const description = join(folder, 'lock');
  if (!release) throw inUse(folder, read(description));
  const self: Holder = { pid: process.pid, host: hostname() };
  fs.writeFileSync(description, JSON.stringify(self));
  return () => {
    fs.rmSync(description, { force: true });
    release();
  };
}

/**
 * Locks a file, which is made when it is missing and stays empty; returns the function that unlocks it, or undefined when
 * another process holds it until the wait is over.
 *
 * The lock is an exclusive transaction of SQLite, and thereby one of the kernel (`fcntl` on Linux and macOS, `LockFileEx` on
 * Windows; the file server's on a network file system). It ends with the process and knows neither process ids nor
 * namespaces. No other code of this process may open the file: closing any descriptor of it would end the lock.
 */
export async function lockFile(
  path: string,
  { waitMs = defaultWaitMs }: { readonly waitMs?: number } = {},
): Promise<(() => void) | undefined> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const database = tryLock(path);
    if (database) {
      held.add(database);
      return () => {
        if (held.delete(database)) database.close();
      };
    }
    if (performance.now() >= deadline) return undefined;
    await sleep(retryMs);
  }
}

function tryLock(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined;
    const message = `The file ${path} cannot be locked; its folder must be writable and its file system support locks`;
    throw new AppError('Unavailable', message, { cause: error });
  }
}

function read(path: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(fs.readFileSync(path, 'utf8'));
    const isHolder = typeof holder === 'object' && holder !== null && 'pid' in holder && 'host' in holder;
    return isHolder ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function inUse(folder: string, holder: Holder | undefined): AppError {
  // A container has process ids of its own, and usually a host name of its own.
  const by = holder ? ` (process ${holder.pid} on ${holder.host})` : '';
  return new AppError('Unavailable', `The data folder ${folder} is in use by another Signalbox${by}`);
}
