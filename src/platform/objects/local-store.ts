import { constants, createReadStream } from 'node:fs';
import { lstat, open, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { fromFileName, isTemporaryName, makeTemporaryName, toFileName } from './file-names.ts';
import { hasCode, LocalFolders, syncFolder } from './local-folders.ts';
import { digest, MeteredBody } from './metered-body.ts';
import { checkObjectKey, checkPrefix } from './object-key.ts';
import {
  type ByteRange,
  type ObjectStore,
  ObjectStoreError,
  type PutOptions,
  type StoredObject,
} from './object-store.ts';

/** What is not on the disk yet is so little that nobody else, the database above all, waits long until it is. */
const flushBytes = 1024 * 1024;
const flushing = new ConcurrencyLimiter({ atOnce: 2, maxWaiting: Number.POSITIVE_INFINITY, refusal: '' });
/** Many at a time would take the thread from everybody else, and none of them would be done any sooner. */
const readingBack = new ConcurrencyLimiter({ atOnce: 2, maxWaiting: Number.POSITIVE_INFINITY, refusal: '' });

/**
 * Archive objects as files below one folder. A put writes a temporary file, syncs it, reads it back, renames it and
 * syncs the folder: at no moment, crash or power cut does a key name anything but a whole object.
 */
export class LocalStore implements ObjectStore {
  readonly #folders: LocalFolders;

  readonly #fileMode: number;

  /** @param options.isPrivate files are for this user alone; else the umask says for whom */
  constructor(options: { folder: string; isPrivate?: boolean }) {
    this.#folders = new LocalFolders({ root: resolve(options.folder) });
    this.#fileMode = options.isPrivate ? 0o600 : 0o666;
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    const steps = toPath(key);
    const { signal } = options;
    const metered = new MeteredBody({ body, signal });
    let temporary: string | undefined;
    try {
      signal?.throwIfAborted();
      const folder = await this.#folders.make(steps.slice(0, -1));
      // In the same folder, so that the rename cannot cross file systems.
      temporary = join(folder, makeTemporaryName());
      await write(temporary, metered, this.#fileMode);
      const written = temporary;
      const found = await readingBack.run(() => digest(createReadStream(written), signal));
      if (found.bytes !== metered.bytes || found.sha256 !== metered.sha256) {
        throw new ObjectStoreError('other', `${key} reads back differently from how it was written`);
      }
      await rename(temporary, join(folder, steps.at(-1) ?? ''));
      await syncFolder(folder);
      return { key, ...found };
    } catch (error) {
      if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
      if (signal?.aborted) throw signal.reason;
      throw metered.failure ?? toStoreError(error);
    }
  }

  async stat(key: string): Promise<{ bytes: number } | undefined> {
    const status = (await this.#find(key))?.status;
    return status?.isFile() ? { bytes: status.size } : undefined;
  }

  async *read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const found = await this.#find(key);
    if (!found?.status.isFile()) throw notFound(`object ${key}`);
    try {
      const file = await open(found.path, constants.O_RDONLY | constants.O_NOFOLLOW);
      yield* file.createReadStream(range);
    } catch (error) {
      throw hasCode(error, 'ENOENT') ? notFound(`object ${key}`) : toStoreError(error);
    }
  }

  async *list(prefix: string): AsyncIterable<{ key: string; bytes: number }> {
    const steps = checkPrefix(prefix);
    try {
      const top = await this.#folders.find(steps.map((step) => toFileName(step)));
      if (top?.status.isDirectory()) yield* walk(top.path, steps.map((step) => `${step}/`).join(''), prefix);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async delete(key: string): Promise<void> {
    const found = await this.#find(key);
    if (!found?.status.isFile()) return;
    try {
      await rm(found.path, { force: true });
      await syncFolder(dirname(found.path));
    } catch (error) {
      throw toStoreError(error);
    }
  }

  close(): void {}

  async #find(key: string) {
    const steps = toPath(key);
    try {
      return await this.#folders.find(steps);
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

function toPath(key: string): string[] {
  const steps = checkObjectKey(key);
  if (isTemporaryName(steps.at(-1) ?? '')) throw invalid('key', 'must not be the name of a temporary file');
  return steps.map((step) => toFileName(step));
}

async function write(path: string, body: MeteredBody, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    let unsynced = 0;
    for await (const chunk of body) {
      await file.appendFile(chunk);
      unsynced += chunk.byteLength;
      if (unsynced < flushBytes) continue;
      await flushing.run(() => file.datasync());
      unsynced = 0;
    }
    await flushing.run(() => file.datasync());
  } finally {
    await file.close();
  }
}

/** Objects below the folder, depth first. Links and files being written are no objects. */
async function* walk(folder: string, above: string, prefix: string): AsyncGenerator<{ key: string; bytes: number }> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    const key = above + fromFileName(entry.name);
    if (entry.isDirectory()) {
      if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) yield* walk(path, `${key}/`, prefix);
    } else if (entry.isFile() && key.startsWith(prefix) && !isTemporaryName(entry.name)) {
      // It may have been deleted since the folder was read.
      const status = await lstat(path).catch(() => undefined);
      if (status) yield { key, bytes: status.size };
    }
  }
}

/** What the file system said, in words for people who may not know where the server keeps its archive. */
function toStoreError(error: unknown): unknown {
  if (error instanceof AppError || error instanceof ObjectStoreError) return error;
  const cause = { cause: error };
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new ObjectStoreError('full', 'the archive folder has no space left', cause);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ObjectStoreError('permission', 'this user has no right to the folder', cause);
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return new ObjectStoreError('bucket', 'a file or folder of another kind is in the way in the archive', cause);
    case 'ENAMETOOLONG':
      return new AppError('Validation', 'key has a step that is too long for the file system', cause);
    default:
      return new ObjectStoreError('other', `the archive folder failed (${code ?? 'unknown error'})`, cause);
  }
}
