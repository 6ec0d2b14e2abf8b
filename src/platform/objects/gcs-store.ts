import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket, File } from '@google-cloud/storage';
import { notFound } from '../../kernel/errors.ts';
import { createBucketClient, type GcsTarget, type GcsTimeouts, giveUpUpload } from './gcs-client.ts';
import { isMissingObject, toGcsStoreError } from './gcs-errors.ts';
import { digest, MeteredBody } from './metered-body.ts';
import { checkObjectKey, checkPrefix } from './object-key.ts';
import {
  type ByteRange,
  type ObjectStore,
  ObjectStoreError,
  type PutOptions,
  type StoredObject,
} from './object-store.ts';

/** A multiple of 256 KiB, as the protocol wants. The SDK keeps one, to send again what the store did not take. */
const chunkBytes = 4 * 1024 * 1024;
const objectsPerPage = 1000;

/** Archive objects in a bucket of Google Cloud Storage. */
export class GcsStore implements ObjectStore {
  readonly #bucket: Bucket;
  readonly #name: string;

  private constructor(options: { bucket: Bucket; name: string }) {
    this.#bucket = options.bucket;
    this.#name = options.name;
  }

  /** Loads the SDK only now. Calls nobody yet. @throws AppError Validation */
  static async open(target: GcsTarget, timeouts: GcsTimeouts = { requestMs: 60_000 }): Promise<GcsStore> {
    return new GcsStore({ bucket: await createBucketClient(target, timeouts), name: target.bucket });
  }

  /** By a resumable upload: a chunk that the store did not take whole is sent again from where it stopped. */
  async put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    checkObjectKey(key);
    const { signal } = options;
    const md5 = createHash('md5');
    const metered = new MeteredBody({ body, signal, onChunk: (chunk) => md5.update(chunk) });
    const file = this.#bucket.file(key);
    let session: string | undefined;
    try {
      signal?.throwIfAborted();
      const chunks = metered[Symbol.asyncIterator]();
      const first = await chunks.next();
      const upload = file.createWriteStream({
        resumable: true,
        // In chunks, the SDK cannot say that there are none.
        ...(first.done ? {} : { chunkSize: chunkBytes }),
        validation: false,
        metadata: { contentType: options.contentType },
      });
      upload.on('uri', (uri: string) => {
        session = uri;
      });
      await pipeline(Readable.from(resume(first, chunks), { objectMode: false }), upload, signal ? { signal } : {});
      await this.#confirm(file, { bytes: metered.bytes, sha256: metered.sha256, md5: md5.digest('base64') }, signal);
      return { key, bytes: metered.bytes, sha256: metered.sha256 };
    } catch (error) {
      if (session !== undefined) await giveUpUpload(session, this.#bucket.storage.apiEndpoint);
      if (signal?.aborted) throw signal.reason;
      throw metered.failure ?? toGcsStoreError(error, this.#name);
    }
  }

  async stat(key: string): Promise<{ bytes: number } | undefined> {
    checkObjectKey(key);
    try {
      const [{ size }] = await this.#bucket.file(key).getMetadata();
      return { bytes: Number(size) };
    } catch (error) {
      if (isMissingObject(error)) return undefined;
      throw toGcsStoreError(error, this.#name);
    }
  }

  async *read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    checkObjectKey(key);
    try {
      // Not unpacked on the way: what is read is what is stored.
      const options = { decompress: false, validation: false, ...range };
      yield* this.#bucket.file(key).createReadStream(options) as AsyncIterable<Buffer>;
    } catch (error) {
      throw isMissingObject(error) ? notFound(`object ${key}`) : toGcsStoreError(error, this.#name);
    }
  }

  async *list(prefix: string): AsyncIterable<{ key: string; bytes: number }> {
    checkPrefix(prefix);
    let query: object | null = { prefix, autoPaginate: false, maxResults: objectsPerPage };
    while (query) {
      const [files, next]: [File[], object | null, ...unknown[]] = await this.#bucket.getFiles(query).catch((error) => {
        throw toGcsStoreError(error, this.#name);
      });
      for (const { name, metadata } of files) yield { key: name, bytes: Number(metadata.size) };
      query = next;
    }
  }

  async delete(key: string): Promise<void> {
    checkObjectKey(key);
    try {
      await this.#bucket.file(key).delete();
    } catch (error) {
      if (!isMissingObject(error)) throw toGcsStoreError(error, this.#name);
    }
  }

  close(): void {}

  /** Asks the bucket what it holds now. Only objects composed of others have no MD5; those are read back. */
  async #confirm(
    file: File,
    sent: { bytes: number; sha256: string; md5: string },
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const [{ size, md5Hash }] = await file.getMetadata().catch((error) => {
      if (!isMissingObject(error)) throw error;
      throw new ObjectStoreError('other', `${file.name} is not in the bucket after its upload`);
    });
    if (Number(size) !== sent.bytes) {
      throw new ObjectStoreError('other', `${file.name} has ${size} bytes in the bucket, not ${sent.bytes}`);
    }
    if (md5Hash === sent.md5) return;
    const found = await digest(this.read(file.name), signal);
    if (found.bytes !== sent.bytes || found.sha256 !== sent.sha256) {
      throw new ObjectStoreError('other', `${file.name} reads back differently from how it was written`);
    }
  }
}

/** All chunks, the first of which has been taken already. */
async function* resume(
  first: IteratorResult<Uint8Array, void>,
  chunks: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; !next.done; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return();
  }
}
