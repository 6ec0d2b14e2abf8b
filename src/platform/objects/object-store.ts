/** An object that the store has confirmed to hold, with the size and checksum that were checked. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
}

export interface PutOptions {
  readonly contentType: string;
  /** Ends the put; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A part of an object: both ends are included and counted from 0, and both lie within the object. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A place for archive objects: a local folder, or a bucket. Keys are paths with `/` between their steps; a key that
 * `checkObjectKey` refuses is refused by every method. Faults of the store are `ObjectStoreError`s.
 */
export interface ObjectStore {
  /**
   * Stores the body under the key, replacing what was there. Streams: memory does not grow with the body, whose chunks
   * must not be changed once yielded. Resolves only after size and checksum have been confirmed at the target. Rejects
   * otherwise - with the body's own error when that is what failed - and leaves no partial object. (An object whose last
   * request was already under way when the put failed may still appear, but then it is whole.)
   */
  put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject>;
  /** `sha256` only from a store that keeps it; otherwise whoever needs it reads the object. */
  stat(key: string): Promise<{ readonly bytes: number; readonly sha256?: string } | undefined>;
  /**
   * @param range left out: the whole object
   * @throws AppError NotFound, at the first step of the iteration, when there is no such object
   */
  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Every object whose key starts with the prefix, in no promised order. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
  /** Removes the object; no error when there is none. */
  delete(key: string): Promise<void>;
  /**
   * Ends uploads below the prefix that a killed server has left half done, where the store keeps such (and says so): they
   * cost money and nobody sees them. Only for prefixes that nobody else uploads to at the moment.
   */
  abortUploads?(prefix: string): Promise<void>;
  close(): void;
}

/** What kind of fault a store has met, so that people can be told what to mend. */
export type StoreFault = 'credentials' | 'bucket' | 'region' | 'permission' | 'clock' | 'network' | 'full' | 'other';

/** A failure of a store in words for people; never holds a secret or a path of the server. */
export class ObjectStoreError extends Error {
  readonly kind: StoreFault;

  constructor(kind: StoreFault, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ObjectStoreError';
    this.kind = kind;
  }
}
