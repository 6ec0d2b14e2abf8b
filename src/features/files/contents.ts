import { createHash } from 'node:crypto';
import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { InTurn } from '../../kernel/in-turn.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { currentLane } from '../../platform/database/lane.ts';
import { type ByteRange, type ObjectStore, ObjectStoreError } from '../../platform/objects/object-store.ts';
import {
  attachContent,
  deleteContents,
  doomContents,
  findObjectKey,
  insertContent,
  keepContentUntil,
} from './content-rows.ts';

/** Longer than any upload may take. */
const writingMs = 2 * 3_600_000;
/** An object whose last request was under way when its upload failed may still appear. */
const failedMs = 5 * 60_000;
/** Whoever is being sent a content that is replaced gets all of it. */
const replacedMs = 3_600_000;
/** An object that could not be removed is tried again after this time, behind the others. */
const retryMs = 10 * 60_000;
/** Objects that are removed before the database is told. */
const objectsPerStep = 50;
/** Each takes a socket, and memory for a part of the file where the store is a bucket. */
const maxWriting = 32;
/** One piece of one content is digested and handed on for each look at what else is to do, however many contents come at a time. */
const turns = new InTurn();

/** What an application has room for, and what whoever wants more is told. */
export interface ContentRoom {
  readonly bytes: number;
  readonly refusal: AppError;
}

/** A content that the store has confirmed to hold, and that is no file's yet. */
export interface WrittenContent {
  readonly objectKey: string;
  readonly bytes: number;
  /** Hex. */
  readonly md5: string;
}

/**
 * The contents of files in the store. Each has a row in the database before its object is written and until its object is
 * removed, so that whatever dies when, no object is left that nobody knows of, and none is removed that a file has.
 */
export class FileContents {
  readonly #database: Database;
  readonly #openStore: () => Promise<ObjectStore>;
  readonly #prefix: string;
  readonly #maxBytes: number;
  readonly #now: () => number;
  #store: Promise<ObjectStore> | undefined;
  #writing = 0;

  /** @param options.prefix stands before every key in the store */
  constructor(options: {
    database: Database;
    openStore: () => Promise<ObjectStore>;
    prefix: string;
    maxBytes: number;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#openStore = options.openStore;
    this.#prefix = options.prefix;
    this.#maxBytes = options.maxBytes;
    this.#now = options.now;
  }

  /** Bytes that a content may have. */
  get maxBytes(): number {
    return this.#maxBytes;
  }

  /**
   * Stores a content durably. It is removed after a while unless `attach` gives it to a file.
   *
   * @param options.size bytes that it must have; null: any number up to `maxBytes`
   * @throws AppError TooLarge, Validation for another size, Unavailable when the store fails or has too much in hand
   */
  async write(
    body: AsyncIterable<Uint8Array>,
    options: { fileId: string; size: number | null; contentType: string; room?: ContentRoom },
  ): Promise<WrittenContent> {
    if (this.#writing >= maxWriting) {
      throw new AppError('Unavailable', 'Too many files are being uploaded; retry later', { retryAfter: 5 });
    }
    this.#writing += 1;
    try {
      return await this.#write(body, options);
    } finally {
      this.#writing -= 1;
    }
  }

  async #write(
    body: AsyncIterable<Uint8Array>,
    options: { fileId: string; size: number | null; contentType: string; room?: ContentRoom },
  ): Promise<WrittenContent> {
    const { fileId, size, contentType, room } = options;
    const contentId = newId();
    // A few hundred folders, however many files there are.
    const objectKey = `${contentId.slice(-2)}/${fileId}-${contentId}`;
    const md5 = createHash('md5');
    const measured = measure(body, {
      size,
      maxBytes: this.#maxBytes,
      room,
      owner: currentLane()?.owner,
      onChunk: (chunk) => md5.update(chunk),
    });
    const db = this.#database.kysely;
    await insertContent(db, objectKey, new Date(this.#now() + writingMs));
    try {
      const store = await this.#open();
      const { bytes } = await store.put(this.#prefix + objectKey, measured, { contentType });
      return { objectKey, bytes, md5: md5.digest('hex') };
    } catch (error) {
      await keepContentUntil(db, objectKey, new Date(this.#now() + failedMs)).catch(() => undefined);
      throw toAppError(error);
    }
  }

  /** Gives a written content to a file, in place of what it had. @throws AppError Unavailable when it came too late */
  async attach(tx: Queryable, { objectKey }: WrittenContent, fileRowId: number): Promise<void> {
    const now = this.#now();
    const change = { objectKey, fileRowId, now: new Date(now), keepFormerUntil: new Date(now + replacedMs) };
    if (!(await attachContent(tx, change))) {
      throw new AppError('Unavailable', 'The upload took too long', { retryAfter: 1 });
    }
  }

  /** Gives up a written content that no file has got. */
  async discard({ objectKey }: WrittenContent): Promise<void> {
    await keepContentUntil(this.#database.kysely, objectKey, new Date(this.#now()));
  }

  /**
   * The content of a file, or a part of it; its first piece has been read when this resolves.
   *
   * @throws AppError NotFound when the file has none, Unavailable when the store fails
   */
  async read(fileRowId: number, range?: ByteRange): Promise<AsyncIterable<Uint8Array>> {
    const objectKey = await findObjectKey(this.#database.kysely, fileRowId);
    if (objectKey === undefined) throw new AppError('NotFound', 'File was not found');
    try {
      const store = await this.#open();
      const pieces = store.read(this.#prefix + objectKey, range)[Symbol.asyncIterator]();
      return startWith(await pieces.next(), pieces);
    } catch (error) {
      if (error instanceof AppError && error.type === 'NotFound') {
        throw new AppError('Unavailable', 'The content of the file is missing in the file store', { cause: error });
      }
      throw toAppError(error);
    }
  }

  /** Removes the contents that no file has, once their time is over. @throws the first failure, after trying all */
  async sweep(signal: AbortSignal): Promise<void> {
    const db = this.#database.kysely;
    let failure: unknown;
    for (;;) {
      signal.throwIfAborted();
      const keys = await doomContents(db, new Date(this.#now()), objectsPerStep);
      if (keys.length === 0) break;
      const store = await this.#open();
      const removed: string[] = [];
      for (const key of keys) {
        try {
          await store.delete(this.#prefix + key);
          removed.push(key);
        } catch (error) {
          failure ??= error;
          await keepContentUntil(db, key, new Date(this.#now() + retryMs));
        }
      }
      await deleteContents(db, removed);
    }
    if (failure !== undefined) throw failure;
  }

  async close(): Promise<void> {
    (await this.#store?.catch(() => undefined))?.close();
  }

  #open(): Promise<ObjectStore> {
    this.#store ??= this.#openStore().catch((error) => {
      this.#store = undefined;
      throw error;
    });
    return this.#store;
  }
}

async function* measure(
  body: AsyncIterable<Uint8Array>,
  options: {
    size: number | null;
    maxBytes: number;
    room: ContentRoom | undefined;
    owner: string | undefined;
    onChunk: (chunk: Uint8Array) => void;
  },
): AsyncGenerator<Uint8Array> {
  const { size, maxBytes, room, owner, onChunk } = options;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    if (room && bytes > room.bytes) throw room.refusal;
    if (size !== null && bytes > size) throw invalid('fileSize', `is ${size}, but the content is longer`);
    await turns.take(owner);
    onChunk(chunk);
    yield chunk;
  }
  if (size !== null && bytes < size) throw invalid('fileSize', `is ${size}, but the content has ${bytes} bytes`);
}

/** The refusal of a file that is larger than the operator allows. */
export function tooLarge(maxBytes: number): AppError {
  return new AppError('TooLarge', `A file may have ${maxBytes / 1024 / 1024} MiB (SIGNALBOX_MAX_FILE_SIZE)`);
}

/** No generator: one that is given up before its first step would not give up what it reads from. */
function startWith(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncIterableIterator<Uint8Array> {
  let ahead: IteratorResult<Uint8Array> | undefined = first;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const given = ahead;
      ahead = undefined;
      return given ?? rest.next();
    },
    async return() {
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** What the store said, in words that do not call it an archive. */
function toAppError(error: unknown): unknown {
  if (!(error instanceof ObjectStoreError)) return error;
  const message = error.kind === 'full' ? 'The file store has no space left' : 'The file store cannot be used now';
  return new AppError('Unavailable', message, { cause: error, retryAfter: 30 });
}
