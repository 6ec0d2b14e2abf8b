/** An object that the store has confirmed to hold, with the size and checksum that were checked. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
}

export interface PutOptions {
  readonly contentType: string;
  readonly signal?: AbortSignal;
}

/** A place for archive objects: a local folder, or a bucket. */
export interface ObjectStore {
  /**
   * Stores the body under the key, replacing what was there. Streams: memory does not grow with the body. Resolves only
   * after size and checksum have been confirmed at the target; rejects, and leaves no partial object, otherwise.
   */
  put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject>;
  read(key: string): AsyncIterable<Uint8Array>;
  close(): void;
}

/** What kind of fault a store has met, so that people can be told what to mend. */
export type StoreFault = 'credentials' | 'bucket' | 'permission' | 'network' | 'full' | 'other';

/** A failure of a store in words for people; never holds a secret. */
export class ObjectStoreError extends Error {
  readonly fault: StoreFault;

  constructor(fault: StoreFault, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ObjectStoreError';
    this.fault = fault;
  }
}
