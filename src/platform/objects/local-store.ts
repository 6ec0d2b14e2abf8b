import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { invalid } from '../../kernel/errors.ts';
import { type ObjectStore, ObjectStoreError, type PutOptions, type StoredObject } from './object-store.ts';

/** Archive objects as files below one folder. */
export class LocalStore implements ObjectStore {
  readonly #folder: string;

  constructor(options: { folder: string }) {
    this.#folder = resolve(options.folder);
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    const path = await this.#prepare(key);
    // In the same folder, so that the rename cannot cross file systems; the dot keeps it out of listings.
    const temporary = join(dirname(path), `.${randomUUID()}.part`);
    try {
      const written = await write(temporary, body, options.signal);
      const found = await digest(createReadStream(temporary));
      if (found.bytes !== written.bytes || found.sha256 !== written.sha256) {
        throw new ObjectStoreError('other', `${key} reads back differently from how it was written`);
      }
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return { key, ...found };
    } catch (error) {
      await rm(temporary, { force: true });
      throw toStoreError(error);
    }
  }

  async *read(key: string): AsyncIterable<Uint8Array> {
    yield* createReadStream(this.#path(key));
  }

  close(): void {}

  /** Makes the folders of the key, and refuses one that a symbolic link would lead out of the archive. */
  async #prepare(key: string): Promise<string> {
    const path = this.#path(key);
    try {
      await mkdir(dirname(path), { recursive: true });
      const [root, folder] = await Promise.all([realpath(this.#folder), realpath(dirname(path))]);
      if (folder !== root && !folder.startsWith(root + sep))
        throw invalid('directory', 'leads out of the archive folder');
    } catch (error) {
      throw toStoreError(error);
    }
    return path;
  }

  #path(key: string): string {
    const steps = key.split('/');
    if (key === '' || key.includes('\0') || steps.some((step) => step === '' || step === '.' || step === '..')) {
      throw invalid('directory', 'must not contain empty steps, "." or ".."');
    }
    return join(this.#folder, ...steps);
  }
}

async function write(path: string, body: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
  const file = await open(path, 'wx');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of body) {
      signal?.throwIfAborted();
      await file.appendFile(chunk);
      hash.update(chunk);
      bytes += chunk.byteLength;
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Size and SHA-256 of what a stream holds. */
export async function digest(stream: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const hash: Hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A rename is durable only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function toStoreError(error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ObjectStoreError('full', 'the archive folder has no space left', { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ObjectStoreError('permission', 'the server may not write to the archive folder', { cause: error });
    case 'ENOTDIR':
    case 'EEXIST':
      return new ObjectStoreError('bucket', 'a file is in the way of a folder of the archive', { cause: error });
    default:
      return error;
  }
}
