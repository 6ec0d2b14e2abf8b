import fs from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';

/** Who holds the folder. The number of a process says little alone: it is used again, in a new container nearly always. */
interface Holder {
  readonly pid: number;
  /** When the process started, in the kernel's own terms, and in which boot; null where the system has no /proc. */
  readonly started: string | null;
}

/** A lock that cannot be read is being written at this moment, or was cut short by a crash some time ago. */
const unreadableForMs = 10_000;

/**
 * Takes the folder for this process and answers the function that gives it back. Throws `Unavailable` when a live process
 * holds it. A holder that has ended, however suddenly, does not count.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const self: Holder = { pid: process.pid, started: startOf(process.pid) };
  if (!create(path, self)) {
    replaceStale(path, folder);
    if (!create(path, self)) throw inUse(folder);
  }
  return () => fs.rmSync(path, { force: true });
}

/** Removes the lock of a process that has ended. Only one process at a time may judge, or two could both win. */
function replaceStale(path: string, folder: string): void {
  const judge = `${path}.judge`;
  if (ageOf(judge) > unreadableForMs) fs.rmSync(judge, { force: true });
  if (!create(judge, { pid: process.pid, started: null })) throw inUse(folder);
  try {
    const holder = read(path);
    if (holder ? isAlive(holder) : ageOf(path) < unreadableForMs) throw inUse(folder, holder);
    fs.rmSync(path, { force: true });
  } finally {
    fs.rmSync(judge, { force: true });
  }
}

function create(path: string, holder: Holder): boolean {
  try {
    fs.writeFileSync(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(path: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(fs.readFileSync(path, 'utf8'));
    const isHolder = typeof holder === 'object' && holder !== null && 'pid' in holder && 'started' in holder;
    return isHolder ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return holder.started === startOf(holder.pid);
}

function startOf(pid: number): string | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets, may itself hold spaces and brackets; the start is the 20th field after it.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${start}`;
  } catch {
    return null;
  }
}

/** Milliseconds since the file was written; -1 when there is none. */
function ageOf(path: string): number {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : -1;
}

function inUse(folder: string, holder?: Holder): AppError {
  const by = holder ? ` (process ${holder.pid})` : '';
  return new AppError('Unavailable', `The data folder ${folder} is in use by another Signalbox${by}`);
}
