import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../kernel/errors.ts';
import { MeteredBody } from '../../platform/objects/metered-body.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { FormatError } from './formats/index.ts';
import type { ManifestObject } from './manifest.ts';

/**
 * Copies an object into a temporary file, checks size and SHA-256 against its manifest, and only then hands it out: what
 * is read from it is what was written, and Parquet can be read from its end.
 *
 * @throws FormatError when it is not there or differs; ObjectStoreError when the store fails
 */
export async function withObjectFile<Result>(
  store: ObjectStore,
  options: { key: string; object: Pick<ManifestObject, 'bytes' | 'sha256'>; signal: AbortSignal },
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const { key, object, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-archive-'));
  try {
    const path = join(folder, createHash('sha256').update(key).digest('hex'));
    const metered = new MeteredBody({ body: store.read(key), signal });
    try {
      await pipeline(Readable.from(metered, { objectMode: false }), createWriteStream(path));
    } catch (error) {
      if (error instanceof AppError && error.type === 'NotFound') throw new FormatError('it is not there any more');
      throw error;
    }
    if (metered.bytes !== object.bytes) {
      throw new FormatError(`it has ${metered.bytes} bytes, not the ${object.bytes} in the manifest`);
    }
    if (metered.sha256 !== object.sha256) throw new FormatError('its SHA-256 is not that in the manifest');
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
