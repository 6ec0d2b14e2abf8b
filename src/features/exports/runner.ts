import type { Logger } from 'pino';
import { cutText } from '../../kernel/text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { type CallbackPolicy, postCallback } from '../../platform/http/callback.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { type ObjectStore, ObjectStoreError } from '../../platform/objects/object-store.ts';
import { hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { DeviceDirectory, DeviceService } from '../devices/index.ts';
import { type DevicesRequest, deviceLines, type StatesRequest, stateLines } from './lines.ts';
import { linkOf, objectKey } from './representation.ts';
import type { ExportRights, KnownExport } from './rights.ts';
import { deleteExport, type ExportRow, filterKnown, findExport, listExpired, sumBytes, updateExport } from './store.ts';

export const runJob = 'export.run';
export const deliverJob = 'export.deliver';

/** How long a finished export can be fetched. */
export const lifeMs = 24 * 3_600_000;
/** An export that was never finished is forgotten after this time. */
const abandonedMs = 3 * lifeMs;
/** Files whose exports are looked up at once. */
const filesPerCheck = 500;
const maxAttempts = 3;
const maxDeliveryAttempts = 5;
/** Characters gathered before they are handed on. */
const pieceLength = 64 * 1024;

const rightIsGone = 'whoever asked for the export may not read this any more';

/** An export that another try would not help. */
class PermanentExportError extends Error {}

export interface ExportRunnerOptions {
  readonly database: Database;
  readonly directory: DeviceDirectory;
  readonly devices: DeviceService;
  readonly rights: ExportRights;
  readonly store: ObjectStore;
  readonly jobs: Jobs;
  readonly secrets: SecretBox;
  readonly mailer: Mailer;
  readonly callbackPolicy: CallbackPolicy;
  /** Bytes that all exports may hold together. */
  readonly maxBytes: number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => number;
}

/** The work behind exports: writes the files, says that they are there, and removes them when their time is over. */
export class ExportRunner {
  readonly #options: ExportRunnerOptions;

  constructor(options: ExportRunnerOptions) {
    this.#options = options;
  }

  /** Queues the work on an export, in the transaction that inserts its row. */
  async queue(tx: Queryable, key: number): Promise<void> {
    await this.#options.jobs.send(tx, runJob, { key }, { singletonKey: String(key) });
  }

  /** Writes the file of one export; starting again writes it anew. */
  async run(key: number, signal: AbortSignal): Promise<void> {
    const { database, store, secrets, logger } = this.#options;
    const db = database.kysely;
    const row = await findExport(db, key);
    if (!row || (row.state !== 'pending' && row.state !== 'running')) return;
    await updateExport(db, key, { state: 'running', attempts: row.attempts + 1 });
    let rows = -1;
    const count = (lines: number): void => {
      rows += lines;
    };
    try {
      await this.#requireRight(row);
      const body = this.#write(row, count, signal);
      const stored = await store.put(objectKey(row.id), body, { contentType: 'text/csv; charset=utf-8', signal });
      // It may have been taken back, or the right to it, while the file was written.
      if (!(await findExport(db, key))) return await store.delete(objectKey(row.id));
      const end = await this.#requireRight(row);
      const token = randomSecret();
      await this.#finish(row, end, {
        state: 'done',
        rows,
        bytes: stored.bytes,
        error: null,
        token_hash: hashSecret(token),
        sealed_token: secrets.seal(token),
      });
    } catch (error) {
      // A server that is stopping has not failed: the export goes on after the next start.
      if (signal.aborted) {
        await updateExport(db, key, { attempts: row.attempts });
        throw error;
      }
      const permanent = error instanceof PermanentExportError || row.attempts + 1 >= maxAttempts;
      logger.warn({ err: error, exportId: row.id }, 'an export failed');
      if (!permanent) throw error;
      await this.#finish(row, Number.POSITIVE_INFINITY, { state: 'failed', error: describe(error) });
    }
  }

  /**
   * The end of an export and the order to tell of it are one transaction: it is told of, however soon a crash comes.
   *
   * @param rightEnds epoch ms at which the right to the export ends by itself; it can be fetched no longer than that
   */
  async #finish(row: ExportRow, rightEnds: number, changes: Parameters<typeof updateExport>[2]): Promise<void> {
    const { database, jobs, now } = this.#options;
    const key = row.data_export_row_id;
    await inTransaction(database, async (tx) => {
      await updateExport(tx, key, {
        ...changes,
        finished_at: new Date(now()),
        expires_at: new Date(Math.min(now() + lifeMs, rightEnds)),
      });
      if (row.email === null && row.callback_url === null) return;
      await jobs.send(tx, deliverJob, { key }, { singletonKey: String(key) });
    });
  }

  /** @returns epoch ms at which the right to the export ends by itself */
  async #requireRight(row: KnownExport): Promise<number> {
    const end = await this.#options.rights.findEnd(row);
    if (end === undefined) throw new PermanentExportError(rightIsGone);
    return end;
  }

  /** Tells whoever is to be told that an export is done, or has failed. */
  async deliver(key: number, signal: AbortSignal): Promise<void> {
    const { database, logger, mailer, callbackPolicy } = this.#options;
    const row = await findExport(database.kysely, key);
    if (!row || row.delivery !== null || (row.state !== 'done' && row.state !== 'failed')) return;
    if (row.state === 'done' && (await this.#options.rights.findEnd(row)) === undefined) {
      return updateExport(database.kysely, key, { delivery: 'failed', delivery_error: rightIsGone });
    }
    try {
      const url = linkOf(row, this.#options.secrets);
      if (row.callback_url !== null) await postCallback(row.callback_url, toCallback(row, url), callbackPolicy);
      if (row.email !== null) await mailer.send(toMail(row, url));
      await updateExport(database.kysely, key, { delivery: 'delivered', delivery_error: null });
    } catch (error) {
      if (signal.aborted) throw error;
      const attempts = row.delivery_attempts + 1;
      const message = error instanceof Error ? error.message : String(error);
      logger.warn({ err: error, exportId: row.id }, 'an export could not be delivered');
      const gaveUp = attempts >= maxDeliveryAttempts;
      await updateExport(database.kysely, key, {
        delivery_attempts: attempts,
        delivery_error: cutText(message, 1024),
        ...(gaveUp ? { delivery: 'failed' } : {}),
      });
      if (!gaveUp) throw error;
    }
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
    const { database, directory, devices, maxBytes } = this.#options;
    const lines =
      row.kind === 'states'
        ? stateLines(
            { database, directory, applicationId: row.application_id },
            row.request as unknown as StatesRequest,
            signal,
          )
        : deviceLines(
            { devices, applicationRowId: row.application_row_id, applicationId: row.application_id },
            row.request as DevicesRequest,
            signal,
          );
    let left = maxBytes - (await sumBytes(database));
    let text = '';
    const cut = (): Uint8Array => {
      const piece = Buffer.from(text);
      text = '';
      left -= piece.byteLength;
      if (left < 0) {
        throw new PermanentExportError(
          `Export storage is full (SIGNALBOX_EXPORT_SPACE allows ${maxBytes} bytes): reduce the range or retry later`,
        );
      }
      return piece;
    };
    for await (const some of lines) {
      count(some.length);
      text += some.join('');
      if (text.length >= pieceLength) yield cut();
    }
    yield cut();
  }
}

/** What went wrong, without what only the log should say. */
function describe(error: unknown): string {
  return error instanceof PermanentExportError || error instanceof ObjectStoreError
    ? error.message
    : 'the server failed';
}

function toCallback(row: ExportRow, url: string | undefined) {
  return {
    jobId: row.id,
    state: row.state,
    ...(url === undefined ? {} : { url, expirationDate: row.expires_at?.toISOString() }),
    ...(row.state === 'done' ? { rows: row.rows, bytes: row.bytes } : { error: row.error }),
  };
}

function toMail(row: ExportRow, url: string | undefined) {
  const text =
    url === undefined
      ? `The export that was asked for on ${row.created_at.toISOString()} failed: ${row.error}.`
      : [
          `The export that was asked for on ${row.created_at.toISOString()} is ready: ${row.rows} rows of CSV.`,
          '',
          url,
          '',
          `Whoever has this link can fetch the file until ${row.expires_at?.toISOString()}.`,
        ].join('\n');
  return { to: row.email ?? '', subject: url === undefined ? 'Your export failed' : 'Your export is ready', text };
}
