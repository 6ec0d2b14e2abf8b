import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { digest } from './local-store.ts';
import { type ObjectStore, ObjectStoreError, type PutOptions, type StoredObject } from './object-store.ts';

export interface S3Target {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** For S3-compatible stores; path-style addressing is used with it. */
  readonly endpoint?: string;
}

/** The smallest part S3 takes; two in flight keep an upload busy at 10 MiB of memory. */
const partBytes = 5 * 1024 * 1024;
const partsInFlight = 2;

/** Archive objects in an S3 bucket. */
export class S3Store implements ObjectStore {
  readonly #bucket: string;
  readonly #client: S3Client;
  readonly #sdk: typeof import('@aws-sdk/client-s3');
  readonly #Upload: typeof import('@aws-sdk/lib-storage')['Upload'];

  private constructor(
    target: S3Target,
    sdk: typeof import('@aws-sdk/client-s3'),
    upload: typeof import('@aws-sdk/lib-storage')['Upload'],
  ) {
    this.#bucket = target.bucket;
    this.#sdk = sdk;
    this.#Upload = upload;
    this.#client = new sdk.S3Client({
      region: target.region,
      credentials: { accessKeyId: target.accessKeyId, secretAccessKey: target.secretAccessKey },
      ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint, forcePathStyle: true }),
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
      // Newer checksums are unknown to many compatible stores; what is stored is compared with its MD5 below instead.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  /** Loads the SDK only now: a server that archives nothing to S3 does without its memory. */
  static async open(target: S3Target): Promise<S3Store> {
    const [sdk, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
    return new S3Store(target, sdk, Upload);
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    const meter = new UploadMeter();
    const upload = new this.#Upload({
      client: this.#client,
      params: {
        Bucket: this.#bucket,
        Key: key,
        Body: Readable.from(meter.measure(body), { objectMode: false }),
        ContentType: options.contentType,
      },
      partSize: partBytes,
      queueSize: partsInFlight,
      leavePartsOnError: false,
    });
    const abort = (): void => void upload.abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    try {
      await upload.done();
      await this.#confirm(key, meter);
    } catch (error) {
      // What the body itself threw says more than how the upload took it.
      throw meter.failure ?? this.#toStoreError(error);
    } finally {
      options.signal?.removeEventListener('abort', abort);
    }
    return { key, bytes: meter.bytes, sha256: meter.sha256 };
  }

  async *read(key: string): AsyncIterable<Uint8Array> {
    try {
      const { Body } = await this.#client.send(new this.#sdk.GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      if (Body) yield* Body as unknown as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw this.#toStoreError(error);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  /**
   * Asks the bucket what it holds now. The ETag of a plain, unencrypted upload is the MD5 of its content, or of its parts'
   * MD5s; where it is something else, the object is read back and compared.
   */
  async #confirm(key: string, meter: UploadMeter): Promise<void> {
    const head = await this.#client.send(new this.#sdk.HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
    if (head.ContentLength !== meter.bytes) {
      throw new ObjectStoreError(
        'other',
        `${key} has ${head.ContentLength} bytes in the bucket instead of ${meter.bytes}`,
      );
    }
    if (head.ETag?.replaceAll('"', '') === meter.etag) return;
    const found = await digest(this.read(key));
    if (found.sha256 !== meter.sha256) {
      throw new ObjectStoreError('other', `${key} reads back differently from how it was written`);
    }
  }

  #toStoreError(error: unknown): unknown {
    if (error instanceof ObjectStoreError) return error;
    const { name, $metadata, code } = error as {
      name?: string;
      $metadata?: { httpStatusCode?: number };
      code?: string;
    };
    const options = { cause: error };
    switch (name) {
      case 'NoSuchBucket':
      case 'PermanentRedirect':
        return new ObjectStoreError('bucket', `the bucket ${this.#bucket} was not found in this region`, options);
      case 'InvalidAccessKeyId':
      case 'SignatureDoesNotMatch':
        return new ObjectStoreError('credentials', 'the store does not accept the access key', options);
      case 'AccessDenied':
        return new ObjectStoreError(
          'permission',
          `the access key may not write to the bucket ${this.#bucket}`,
          options,
        );
      case 'RequestTimeTooSkewed':
        return new ObjectStoreError('other', "this machine's clock differs too much from the store's", options);
      default:
    }
    const status = $metadata?.httpStatusCode;
    if (status === 403) return new ObjectStoreError('permission', 'the store refused the request (403)', options);
    if (status === 404) return new ObjectStoreError('bucket', `the bucket ${this.#bucket} was not found`, options);
    if (status === undefined || code !== undefined) {
      return new ObjectStoreError('network', `the store could not be reached (${code ?? name})`, options);
    }
    return new ObjectStoreError('other', `the store answered ${status} (${name})`, options);
  }
}

/** Measures an upload on its way: size, SHA-256, and the ETag that S3 will give it. */
class UploadMeter {
  bytes = 0;
  failure: unknown;
  readonly #sha256 = createHash('sha256');
  readonly #parts: Buffer[] = [];
  #part = createHash('md5');
  #partBytes = 0;
  #digest: string | undefined;

  async *measure(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        this.bytes += chunk.byteLength;
        this.#sha256.update(chunk);
        this.#hashParts(chunk);
        yield chunk;
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  get sha256(): string {
    this.#digest ??= this.#sha256.digest('hex');
    return this.#digest;
  }

  /** MD5 of the content when it went in one piece, else the MD5 of the parts' MD5s and their number. */
  get etag(): string {
    if (this.#parts.length === 0) return this.#part.copy().digest('hex');
    const parts = this.#partBytes > 0 ? [...this.#parts, this.#part.copy().digest()] : this.#parts;
    return `${createHash('md5').update(Buffer.concat(parts)).digest('hex')}-${parts.length}`;
  }

  #hashParts(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.byteLength > 0) {
      const taken = rest.subarray(0, partBytes - this.#partBytes);
      this.#part.update(taken);
      this.#partBytes += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
      if (this.#partBytes === partBytes) {
        this.#parts.push(this.#part.digest());
        this.#part = createHash('md5');
        this.#partBytes = 0;
      }
    }
  }
}
