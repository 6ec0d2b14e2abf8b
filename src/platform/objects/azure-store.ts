import { createHash } from 'node:crypto';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { invalid, notFound } from '../../kernel/errors.ts';
import { isMissingBlob, toAzureStoreError } from './azure-errors.ts';
import { MeteredBody } from './metered-body.ts';
import { checkObjectKey, checkPrefix } from './object-key.ts';
import {
  type ByteRange,
  type ObjectStore,
  ObjectStoreError,
  type PutOptions,
  type StoredObject,
} from './object-store.ts';

/** Memory of an upload. Azure takes 50,000 blocks, so objects end at 195 GiB. */
const blockBytes = 4 * 1024 * 1024;

export interface AzureTarget {
  readonly account: string;
  /** Base64, as the portal shows it. */
  readonly accountKey: string;
  /** The container. */
  readonly bucket: string;
  /** Of the blob service, account included; for private clouds and emulators. */
  readonly endpoint?: string;
}

export interface AzureTimeouts {
  /** For one request and its repetitions, and between two pieces of an answer. */
  readonly requestMs: number;
}

/**
 * Account and container become part of the URL that is called, so they may hold nothing that would make it another.
 *
 * @throws AppError Validation
 */
export function checkAzureTarget(target: AzureTarget, path = 'azure'): void {
  if (!/^[a-z0-9]{3,24}$/.test(target.account))
    throw invalid(`${path}.account`, 'is not the name of a storage account');
  if (!/^[a-z0-9](-?[a-z0-9]){2,62}$/.test(target.bucket) || target.bucket.length > 63) {
    throw invalid(`${path}.bucket`, 'is not the name of a container');
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(target.accountKey) || Buffer.from(target.accountKey, 'base64').length < 16) {
    throw invalid(`${path}.accountKey`, 'is not an account key: it is Base64 text');
  }
}

/** Archive objects in a container of Azure Blob Storage. */
export class AzureStore implements ObjectStore {
  readonly #container: ContainerClient;
  readonly #name: string;
  readonly #requestMs: number;

  private constructor(options: { container: ContainerClient; name: string; requestMs: number }) {
    this.#container = options.container;
    this.#name = options.name;
    this.#requestMs = options.requestMs;
  }

  /** Loads the SDK only now. Calls nobody yet. @throws AppError Validation */
  static async open(target: AzureTarget, timeouts: AzureTimeouts = { requestMs: 60_000 }): Promise<AzureStore> {
    checkAzureTarget(target);
    const { BlobServiceClient, StorageSharedKeyCredential } = await import('@azure/storage-blob');
    const { account, accountKey, bucket, endpoint = `https://${account}.blob.core.windows.net` } = target;
    const clientOptions = {
      retryOptions: { maxTries: 3, retryDelayInMs: 300, maxRetryDelayInMs: 2000 },
      // Handed on to the pipeline, though the SDK's types do not say so. The service never redirects; what does is not the
      // target that was allowed.
      redirectOptions: { maxRetries: 0 },
    };
    const credential = new StorageSharedKeyCredential(account, accountKey);
    const service = new BlobServiceClient(endpoint.replace(/\/+$/, ''), credential, clientOptions);
    return new AzureStore({
      container: service.getContainerClient(bucket),
      name: bucket,
      requestMs: timeouts.requestMs,
    });
  }

  /** The service compares every block with its MD5 as it arrives; what is uncommitted when a put fails it forgets in a week. */
  async put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    checkObjectKey(key);
    const { signal } = options;
    const md5 = createHash('md5');
    const metered = new MeteredBody({ body, signal, onChunk: (chunk) => md5.update(chunk) });
    const blob = this.#container.getBlockBlobClient(key);
    try {
      signal?.throwIfAborted();
      const blocks = await stageBlocks(blob, metered, () => this.#limit(signal));
      const contentMd5 = md5.digest();
      await blob.commitBlockList(blocks, {
        blobHTTPHeaders: { blobContentType: options.contentType, blobContentMD5: contentMd5 },
        ...this.#limit(signal),
      });
      await this.#confirm(blob, key, { bytes: metered.bytes, contentMd5 }, signal);
      return { key, bytes: metered.bytes, sha256: metered.sha256 };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw metered.failure ?? toAzureStoreError(error, this.#name);
    }
  }

  async stat(key: string): Promise<{ bytes: number } | undefined> {
    checkObjectKey(key);
    try {
      const { contentLength } = await this.#container.getBlobClient(key).getProperties(this.#limit());
      return { bytes: contentLength ?? 0 };
    } catch (error) {
      if (isMissingBlob(error)) return undefined;
      throw toAzureStoreError(error, this.#name);
    }
  }

  async *read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    checkObjectKey(key);
    // Runs from one piece to the next, so that a large object may take its time.
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), this.#requestMs);
    const bytes = range && range.end - range.start + 1;
    try {
      const { readableStreamBody } = await this.#container.getBlobClient(key).download(range?.start ?? 0, bytes, {
        maxRetryRequests: 3,
        abortSignal: silence.signal,
      });
      for await (const chunk of (readableStreamBody ?? []) as AsyncIterable<Buffer>) {
        timer.refresh();
        yield chunk;
      }
    } catch (error) {
      throw isMissingBlob(error) ? notFound(`object ${key}`) : toAzureStoreError(error, this.#name);
    } finally {
      clearTimeout(timer);
    }
  }

  async *list(prefix: string): AsyncIterable<{ key: string; bytes: number }> {
    checkPrefix(prefix);
    try {
      for await (const { name, properties } of this.#container.listBlobsFlat({ prefix })) {
        yield { key: name, bytes: properties.contentLength ?? 0 };
      }
    } catch (error) {
      throw toAzureStoreError(error, this.#name);
    }
  }

  async delete(key: string): Promise<void> {
    checkObjectKey(key);
    try {
      await this.#container.getBlobClient(key).delete({ deleteSnapshots: 'include', ...this.#limit() });
    } catch (error) {
      if (!isMissingBlob(error)) throw toAzureStoreError(error, this.#name);
    }
  }

  close(): void {}

  /** The SDK itself waits for ever for a service that takes a request and says nothing. */
  #limit(signal?: AbortSignal): { abortSignal: AbortSignal } {
    const limit = AbortSignal.timeout(this.#requestMs);
    return { abortSignal: signal ? AbortSignal.any([signal, limit]) : limit };
  }

  async #confirm(
    blob: BlockBlobClient,
    key: string,
    sent: { bytes: number; contentMd5: Uint8Array },
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const found = await blob.getProperties(this.#limit(signal)).catch((error) => {
      if (!isMissingBlob(error)) throw error;
      throw new ObjectStoreError('other', `${key} is not in the container after its upload`);
    });
    if (found.contentLength !== sent.bytes) {
      throw new ObjectStoreError('other', `${key} has ${found.contentLength} bytes at the store, not ${sent.bytes}`);
    }
    if (!found.contentMD5 || Buffer.compare(found.contentMD5, sent.contentMd5) !== 0) {
      throw new ObjectStoreError('other', `${key} is not at the store as it was written`);
    }
  }
}

/** Uploads the body block by block; returns the ids of the blocks in order. */
async function stageBlocks(
  blob: BlockBlobClient,
  body: AsyncIterable<Uint8Array>,
  limit: () => { abortSignal: AbortSignal },
): Promise<string[]> {
  const ids: string[] = [];
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const stage = async (): Promise<void> => {
    const block = Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
    // All ids of a blob must be equally long.
    const id = Buffer.from(String(ids.length).padStart(6, '0')).toString('base64');
    await blob.stageBlock(id, block, block.byteLength, {
      transactionalContentMD5: createHash('md5').update(block).digest(),
      ...limit(),
    });
    ids.push(id);
  };
  for await (const chunk of body) {
    for (let rest = chunk; rest.byteLength > 0; ) {
      const taken = rest.subarray(0, blockBytes - bytes);
      pieces.push(taken);
      bytes += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
      if (bytes === blockBytes) await stage();
    }
  }
  if (bytes > 0) await stage();
  return ids;
}
