import type { Logger } from 'pino';
import { AppError } from '../../kernel/errors.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { nextAttempt } from '../../platform/durable/back-off.ts';
import { AttemptsExhaustedError, ClaimLostError } from '../../platform/durable/claim-lost.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import { type ObjectStore, ObjectStoreError } from '../../platform/objects/object-store.ts';
import { hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { ExportDelivery } from './delivery.ts';
import type { ExportKinds } from './kinds.ts';
import { type ClaimedExport, type ExportClaim, exportQueue, exportRetries } from './queues.ts';
import { objectKey } from './representation.ts';
import { type ExportRights, PermanentExportError } from './rights.ts';
import {
  deleteExport,
  type ExportRow,
  filterKnown,
  findExport,
  finishExport,
  giveUpExport,
  type KnownExport,
  listExpired,
  sumBytes,
} from './store.ts';

/** How long a finished export can be fetched. */
export const lifeMs = 24 * 3_600_000;
/** An export that was never finished is forgotten after this time. */
const abandonedMs = 3 * lifeMs;
/** Files whose exports are looked up at once. */
const filesPerCheck = 500;
/** Files are written in the background, one by one, so that ingest is not crowded out. */
const exportsAtOnce = 1;
/** Characters gathered before they are handed on. */
const pieceLength = 64 * 1024;

export interface ExportRunnerOptions {
  readonly database: Database;
  readonly kinds: ExportKinds;
  readonly rights: ExportRights;
  readonly store: ObjectStore;
  readonly secrets: SecretBox;
  readonly delivery: ExportDelivery;
  /** Bytes that all exports may hold together. */
  readonly maxBytes: number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/** The work behind exports: writes the files, and removes them when their time is over. */
export class ExportRunner {
  readonly #options: ExportRunnerOptions;
  readonly #runner: LeasedRunner<ClaimedExport, number>;

  constructor(options: ExportRunnerOptions) {
    const { database, onError, now } = options;
    this.#options = options;
    this.#runner = new LeasedRunner({
      database,
      queue: exportQueue,
      concurrency: exportsAtOnce,
      maxAttempts: exportRetries.maxAttempts,
      work: (claim, attempt) => this.#run(claim, attempt),
      fail: (claim, error) => this.#fail(claim, error),
      onError,
      now,
    });
  }

  /** Begins as soon as the transaction that inserts an export has committed. */
  wakeAfter(tx: Queryable): void {
    this.#runner.wakeAfter(tx);
  }

  start(): Promise<void> {
    return this.#runner.start();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** Writes the file of one export; starting again writes it anew. */
  async #run(claim: ExportClaim, { signal }: Attempt): Promise<void> {
    const { database, kinds, rights, store, secrets } = this.#options;
    const row = await findExport(database.kysely, claim.key);
    if (!row) throw new ClaimLostError();
    let rows = -1;
    const count = (lines: number): void => {
      rows += lines;
    };
    await rights.requireEnd(row);
    const body = this.#write(row, count, signal);
    const { contentType } = kinds.typeOf(row.kind);
    const stored = await store.put(objectKey(row.id), body, { contentType, signal });
    // It may have been taken back, or the right to it, while the file was written.
    if (!(await findExport(database.kysely, claim.key))) {
      await store.delete(objectKey(row.id));
      throw new ClaimLostError();
    }
    const ended = { ...this.#ended(await rights.requireEnd(row)), rows, bytes: stored.bytes };
    const token = randomSecret();
    const link = { tokenHash: hashSecret(token), sealedToken: secrets.seal(token) };
    await this.#end(row, async (tx) => {
      if (!(await finishExport(tx, claim, { ...ended, ...link }))) return false;
      await kinds.get(row.kind).onWritten?.(tx, row);
      return true;
    });
  }

  async #fail(claim: ExportClaim, error: unknown): Promise<void> {
    const { database, logger, now } = this.#options;
    logger.warn({ err: error, exportId: claim.exportId }, 'an export failed');
    const permanent = isPermanent(error);
    const retryAt = permanent ? undefined : nextAttempt(exportRetries, { attempts: claim.attempts, now: now() });
    if (retryAt) {
      await exportQueue.retry(database.kysely, claim, { error: describe(error), retryAt, now: new Date(now()) });
      return;
    }
    const row = await findExport(database.kysely, claim.key);
    if (row) await this.#end(row, (tx) => giveUpExport(tx, claim, { ...this.#ended(), error: describe(error) }));
  }

  /** The end of an export and the order to tell of it are one transaction: it is told of, however soon a crash comes. */
  async #end(row: ExportRow, end: (tx: Queryable) => Promise<boolean>): Promise<void> {
    const { database, delivery } = this.#options;
    await inTransaction(database, async (tx) => {
      if (!(await end(tx))) throw new ClaimLostError();
      await delivery.queue(tx, row);
    });
  }

  /** @param rightEnds epoch ms at which the right to the export ends by itself; it can be fetched no longer than that */
  #ended(rightEnds = Number.POSITIVE_INFINITY): { now: Date; expiresAt: Date } {
    const now = this.#options.now();
    return { now: new Date(now), expiresAt: new Date(Math.min(now + lifeMs, rightEnds)) };
  }

  /** Removes exports whose time is over, and files that belong to no export. */
  async clean(): Promise<void> {
    const { database, store, now } = this.#options;
    const db = database.kysely;
    for (const { id, key } of await listExpired(db, new Date(now()), new Date(now() - abandonedMs))) {
      await store.delete(objectKey(id));
      await deleteExport(db, key);
    }
    let files: string[] = [];
    for await (const { key } of store.list('')) {
      files.push(key);
      if (files.length < filesPerCheck) continue;
      await this.#removeUnknown(files);
      files = [];
    }
    await this.#removeUnknown(files);
  }

  async #removeUnknown(files: readonly string[]): Promise<void> {
    const ids = files.map((file) => file.replace(/\.csv$/, ''));
    const known = await filterKnown(this.#options.database.kysely, ids);
    for (const [index, file] of files.entries()) {
      if (!known.has(ids[index] ?? '')) await this.#options.store.delete(file);
    }
  }

  async *#write(row: KnownExport, count: (lines: number) => void, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { database, kinds, maxBytes } = this.#options;
    const { lines, file } = kinds.get(row.kind);
    let left = maxBytes - (await sumBytes(database));
    const checked = (piece: Uint8Array): Uint8Array => {
      left -= piece.byteLength;
      if (left >= 0) return piece;
      throw new PermanentExportError(
        `Export storage is full (SIGNALBOX_EXPORT_SPACE allows ${maxBytes} bytes): reduce the range or retry later`,
      );
    };
    if (file) {
      for await (const piece of file.bytes(row, signal)) yield checked(piece);
      count(1);
      return;
    }
    let text = '';
    for await (const some of lines?.(row, signal) ?? []) {
      count(some.length);
      text += some.join('');
      if (text.length < pieceLength) continue;
      yield checked(Buffer.from(text));
      text = '';
    }
    yield checked(Buffer.from(text));
  }
}

/** What another attempt would not mend; a kind may say so by a Validation, such as that an application is too large. */
function isPermanent(error: unknown): error is Error {
  return error instanceof PermanentExportError || (error instanceof AppError && error.type === 'Validation');
}

/** What went wrong, without what only the log should say. */
function describe(error: unknown): string {
  return isPermanent(error) || error instanceof ObjectStoreError || error instanceof AttemptsExhaustedError
    ? error.message
    : 'the server failed';
}
