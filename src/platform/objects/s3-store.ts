import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { notFound } from '../../kernel/errors.ts';
import { digest, MeteredBody } from './metered-body.ts';
import { checkObjectKey, checkPrefix } from './object-key.ts';
import {
  type ByteRange,
  type ObjectStore,
  ObjectStoreError,
  type PutOptions,
  type StoredObject,
} from './object-store.ts';
import {
  bindToUpload,
  checkS3Target,
  createS3Client,
  type S3Sdk,
  type S3Target,
  type S3Timeouts,
} from './s3-client.ts';
import { isMissingObject, toS3StoreError } from './s3-errors.ts';
import { EtagMeter } from './s3-etag.ts';
import { abortUploads } from './s3-uploads.ts';

/** The smallest part S3 takes; two in flight keep an upload busy at some 20 MiB of memory. Objects end at 48 GiB. */
const partBytes = 5 * 1024 * 1024;
const partsInFlight = 2;
const defaultTimeouts: S3Timeouts = { connectMs: 5_000, requestMs: 60_000 };

type UploadClass = typeof import('@aws-sdk/lib-storage')['Upload'];

/** Archive objects in an S3 bucket. */
export class S3Store implements ObjectStore {
  readonly #bucket: string;
  readonly #client: S3Client;
  readonly #sdk: S3Sdk;
  readonly #Upload: UploadClass;

  private constructor(options: { bucket: string; client: S3Client; sdk: S3Sdk; Upload: UploadClass }) {
    this.#bucket = options.bucket;
    this.#client = options.client;
    this.#sdk = options.sdk;
    this.#Upload = options.Upload;
  }

  /**
   * Loads the SDK only now: a server that archives nothing to S3 does without its memory. Calls nobody yet.
   *
   * @throws AppError Validation
   */
  static async open(target: S3Target, timeouts: S3Timeouts = defaultTimeouts): Promise<S3Store> {
    checkS3Target(target);
    const [sdk, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
    return new S3Store({ bucket: target.bucket, client: createS3Client(sdk, target, timeouts), sdk, Upload });
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    checkObjectKey(key);
    const etag = new EtagMeter({ partBytes });
    // Ends body and requests together, whichever fails first: neither waits for the other to notice.
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const metered = new MeteredBody({ body, signal, onChunk: (chunk) => etag.update(chunk) });
    const source = Readable.from(metered, { objectMode: false });
    let refusal: unknown;
    const client = bindToUpload(this.#client, this.#sdk, {
      signal,
      onFailure: (error) => {
        refusal ??= error;
        stop.abort(error);
      },
    });
    try {
      options.signal?.throwIfAborted();
      await new this.#Upload({
        client,
        params: { Bucket: this.#bucket, Key: key, Body: source, ContentType: options.contentType },
        partSize: partBytes,
        queueSize: partsInFlight,
        leavePartsOnError: false,
      }).done();
      await this.#confirm(key, { bytes: metered.bytes, sha256: metered.sha256, etag: etag.digest() }, signal);
      return { key, bytes: metered.bytes, sha256: metered.sha256 };
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      // The body's own error says more than how the upload took it.
      if (metered.failure !== undefined && metered.failure !== refusal) throw metered.failure;
      throw toS3StoreError(refusal ?? error, this.#bucket);
    } finally {
      source.destroy();
    }
  }

  async stat(key: string): Promise<{ bytes: number } | undefined> {
    checkObjectKey(key);
    try {
      const { ContentLength } = await this.#client.send(
        new this.#sdk.HeadObjectCommand({ Bucket: this.#bucket, Key: key }),
      );
      return { bytes: ContentLength ?? 0 };
    } catch (error) {
      if (isMissingObject(error)) return undefined;
      throw toS3StoreError(error, this.#bucket);
    }
  }

  async *read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    checkObjectKey(key);
    yield* this.#read(key, { range });
  }

  async *list(prefix: string): AsyncIterable<{ key: string; bytes: number }> {
    checkPrefix(prefix);
    let token: string | undefined;
    do {
      const page = await this.#client
        .send(new this.#sdk.ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, ContinuationToken: token }))
        .catch((error) => {
          throw toS3StoreError(error, this.#bucket);
        });
      for (const { Key, Size } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: Key, bytes: Size ?? 0 };
      }
      const next = page.IsTruncated ? page.NextContinuationToken : undefined;
      if (page.IsTruncated && (next === undefined || next === token)) {
        throw new ObjectStoreError('other', 'the store broke off its list of objects');
      }
      token = next;
    } while (token !== undefined);
  }

  async delete(key: string): Promise<void> {
    checkObjectKey(key);
    try {
      await this.#client.send(new this.#sdk.DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
    } catch (error) {
      if (!isMissingObject(error)) throw toS3StoreError(error, this.#bucket);
    }
  }

  async abortUploads(prefix: string): Promise<void> {
    checkPrefix(prefix);
    try {
      await abortUploads(this.#client, this.#sdk, { bucket: this.#bucket, prefix });
    } catch (error) {
      throw toS3StoreError(error, this.#bucket);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  async *#read(
    key: string,
    { range, signal }: { range?: ByteRange | undefined; signal?: AbortSignal },
  ): AsyncGenerator<Uint8Array> {
    try {
      const { Body } = await this.#client.send(
        new this.#sdk.GetObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}),
        }),
        signal ? { abortSignal: signal } : {},
      );
      if (Body) yield* Body as Readable;
    } catch (error) {
      throw isMissingObject(error) ? notFound(`object ${key}`) : toS3StoreError(error, this.#bucket);
    }
  }

  /**
   * Asks the bucket what it holds now, believing no answer to the upload itself. Where the ETag is not the one that plain
   * S3 gives (other stores, encryption with customers' keys), the object is read back and its SHA-256 compared.
   */
  async #confirm(
    key: string,
    sent: { bytes: number; sha256: string; etag: string },
    signal: AbortSignal,
  ): Promise<void> {
    const head = await this.#client
      .send(new this.#sdk.HeadObjectCommand({ Bucket: this.#bucket, Key: key }), { abortSignal: signal })
      .catch((error) => {
        throw toConfirmError(error, key, this.#bucket);
      });
    if (head.ContentLength !== sent.bytes) {
      throw new ObjectStoreError('other', `${key} has ${head.ContentLength} bytes in the bucket, not ${sent.bytes}`);
    }
    if (head.ETag?.replaceAll('"', '') === sent.etag) return;
    const found = await digest(this.#read(key, { signal }), signal);
    if (found.bytes !== sent.bytes || found.sha256 !== sent.sha256) {
      throw new ObjectStoreError('other', `${key} reads back differently from how it was written`);
    }
  }
}

function toConfirmError(error: unknown, key: string, bucket: string): unknown {
  if (isMissingObject(error)) return new ObjectStoreError('other', `${key} is not in the bucket after its upload`);
  const mapped = toS3StoreError(error, bucket);
  if (!(mapped instanceof ObjectStoreError) || mapped.kind !== 'permission') return mapped;
  const message = `${key} cannot be confirmed: the access key must be allowed to read from the bucket ${bucket}`;
  return new ObjectStoreError('permission', message, { cause: mapped.cause });
}
