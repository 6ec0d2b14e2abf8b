import type { Stats } from 'node:fs';
import { lstat, mkdir, open, opendir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { invalid } from '../../kernel/errors.ts';
import { isTemporaryName } from './file-names.ts';
import { ObjectStoreError } from './object-store.ts';

/** No put lasts this long, so a temporary file this old was left by a crash. */
const leftoverAgeMs = 24 * 3_600_000;
/** Folders remembered; a job writes to one folder per day of data, so this is never reached in practice. */
const maxRemembered = 1000;

/** Makes the folders of an archive so that they survive a power cut, and lets no symbolic link lead out of it. */
export class LocalFolders {
  readonly #root: string;
  /** Folders that this object has synced and freed of leftovers. */
  readonly #ready = new Set<string>();

  constructor(options: { root: string }) {
    this.#root = options.root;
  }

  /** Makes what is missing of the folder at these steps below the root and returns its path. */
  async make(steps: readonly string[]): Promise<string> {
    await makeRoot(this.#root);
    let folder = await realpath(this.#root);
    for (const step of steps) {
      const next = join(folder, step);
      const isNew = await makeFolder(next);
      // Also when it was there: whoever made it may not have come to syncing it.
      if (isNew || !this.#ready.has(next)) await syncFolder(folder);
      folder = next;
    }
    if (!this.#ready.has(folder)) await removeLeftovers(folder);
    if (this.#ready.size >= maxRemembered) this.#ready.clear();
    this.#ready.add(folder);
    return folder;
  }

  /** Path and status of the file or folder at these steps; undefined when there is none. Follows no link below the root. */
  async find(steps: readonly string[]): Promise<{ path: string; status: Stats } | undefined> {
    try {
      let path = await realpath(this.#root);
      let status = await lstat(path);
      for (const step of steps) {
        if (!status.isDirectory()) return undefined;
        path = join(path, step);
        status = await lstat(path);
        if (status.isSymbolicLink()) throw invalid('key', 'must not lead through a symbolic link');
      }
      return { path, status };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }
}

async function makeRoot(root: string): Promise<void> {
  const first = await mkdir(root, { recursive: true });
  if (first === undefined) return;
  for (let made = root; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const status = await lstat(path);
  if (status.isSymbolicLink()) throw invalid('key', 'must not lead through a symbolic link');
  if (!status.isDirectory()) throw new ObjectStoreError('bucket', 'a file is in the way of a folder of the archive');
  return false;
}

async function removeLeftovers(folder: string): Promise<void> {
  for await (const { name } of await opendir(folder)) {
    if (!isTemporaryName(name)) continue;
    const path = join(folder, name);
    const status = await lstat(path).catch(() => undefined);
    if (status && Date.now() - status.mtimeMs > leftoverAgeMs) await rm(path, { force: true });
  }
}

/** Makes what was renamed, made or removed in the folder durable. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}
