import fs from 'node:fs';
import { dirname, join } from 'node:path';

/** Major version of the PostgreSQL inside PGlite: files of another one cannot be opened. */
const engineVersion = '18';

/** Where in a data folder the embedded database is. */
export function folderOfDatabase(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** Whether there is a whole embedded database in a data folder. */
export function hasEmbeddedDatabase(dataDir: string): boolean {
  return isInitialized(folderOfDatabase(dataDir));
}

/** Whether the folder holds a whole database already. */
export function isInitialized(folder: string): boolean {
  return fs.existsSync(join(folder, 'PG_VERSION')) && !fs.existsSync(markerOf(folder));
}

/**
 * Makes the folder ready to be opened. Returns whether it is new; then `finishNewFolder` has to follow as soon as the
 * engine has filled it. A marker beside the folder says that it is being filled: what a crash leaves half-filled is
 * thrown away by the next start, which loses nothing, as nothing can have been acknowledged before.
 *
 * Throws an Error whose message is for the operator.
 */
export function prepareFolder(folder: string): boolean {
  const marker = markerOf(folder);
  if (fs.existsSync(marker)) fs.rmSync(folder, { recursive: true, force: true });
  const versionFile = join(folder, 'PG_VERSION');
  if (fs.existsSync(versionFile)) {
    const version = fs.readFileSync(versionFile, 'utf8').trim();
    if (version !== engineVersion) {
      throw new Error(
        `${folder} was written by PostgreSQL ${version}; this version of Signalbox reads ${engineVersion}`,
      );
    }
    // The lock of the data folder says who may open it; this one names a process inside PGlite, always the same.
    fs.rmSync(join(folder, 'postmaster.pid'), { force: true });
    return false;
  }
  if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty and holds no database`);
  }
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(marker, '', { flush: true });
  syncFolder(dirname(folder));
  return true;
}

/** Brings every file of the new folder to disk, then declares it whole. */
export function finishNewFolder(folder: string): void {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) syncFolder(path);
    else if (entry.isFile()) syncPath(path, 'r+');
  }
  syncFolder(folder);
  fs.rmSync(markerOf(folder));
  syncFolder(dirname(folder));
}

function markerOf(folder: string): string {
  return `${folder}.incomplete`;
}

function syncFolder(path: string): void {
  // Windows cannot sync a folder, and does not need to.
  if (process.platform !== 'win32') syncPath(path, 'r');
}

function syncPath(path: string, flags: 'r' | 'r+'): void {
  const file = fs.openSync(path, flags);
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
