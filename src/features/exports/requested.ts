import { notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { CallbackPolicy } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { checkDelivery, type Delivery, describeCaller, requireRoom } from './admission.ts';
import type { ExportKind, ExportKinds } from './kinds.ts';
import { linkOf } from './representation.ts';
import type { ExportRunner } from './runner.ts';
import { findExportById, insertExport, markPrepared, setProgress } from './store.ts';

/** Between two looks at an export that somebody waits for. */
const pollMs = 50;

/** What an export is of, and where its link goes. */
export interface WantedExport {
  readonly kind: string;
  readonly delivery: Delivery;
  readonly baseUrl: string;
}

/**
 * Exports of what other features hold: asked for by an action of that feature, and then written, followed, fetched, mailed,
 * called back and taken back as every export is (`docs/exports.md`). The feature defines a kind, which says how the lines of
 * the file come about. It starts an export whose lines are there; where they are the result of long work, it opens the export
 * in the transaction that begins the work, and closes it in the one that ends it.
 */
export class RequestedExports {
  readonly #database: Database;
  readonly #secrets: SecretBox;
  readonly #kinds: ExportKinds;
  readonly #runner: ExportRunner;
  readonly #mailer: Mailer;
  readonly #callbackPolicy: CallbackPolicy;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    secrets: SecretBox;
    kinds: ExportKinds;
    runner: ExportRunner;
    mailer: Mailer;
    callbackPolicy: CallbackPolicy;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#kinds = options.kinds;
    this.#runner = options.runner;
    this.#mailer = options.mailer;
    this.#callbackPolicy = options.callbackPolicy;
    this.#now = options.now;
  }

  /** To be called when the features are created. */
  define(kind: ExportKind): void {
    this.#kinds.add(kind);
  }

  /** Refuses an address that nothing could be sent to. @throws AppError Validation naming the field */
  check(delivery: Delivery): void {
    checkDelivery(delivery, { mailer: this.#mailer, callbackPolicy: this.#callbackPolicy });
  }

  /**
   * Queues an export, whose file is written once the transaction has committed; `check` has passed its delivery.
   *
   * @param wanted.request what the kind's `lines` needs to know
   * @returns its id, which is the id of the job
   * @throws AppError Throttled when the application has as many exports as it may
   */
  async start(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    principal: Principal,
    wanted: WantedExport & { readonly request: Readonly<Record<string, unknown>> },
  ): Promise<string> {
    const id = await this.#insert(tx, applicationRowId, principal, { ...wanted, isPrepared: true });
    this.#runner.wakeAfter(tx);
    return id;
  }

  /**
   * Lists an export that is being prepared; `check` has passed its delivery.
   *
   * @returns its id, which is the id of the job
   * @throws AppError Throttled when the application has as many exports as it may
   */
  open(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    principal: Principal,
    wanted: WantedExport,
  ): Promise<string> {
    return this.#insert(tx, applicationRowId, principal, { ...wanted, request: {}, isPrepared: false });
  }

  /**
   * Waits a little for an export that was started: how it ended, with the link to its file, or undefined when it has not.
   * Whichever server writes it.
   *
   * @throws AppError NotFound when it, or its application, is gone
   */
  async waitFor(
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    exportId: string,
    waitMs: number,
  ): Promise<{ url: string } | { error: string } | undefined> {
    for (const end = performance.now() + waitMs; ; ) {
      const row = await findExportById(this.#database.kysely, applicationRowId, exportId);
      const url = row && linkOf(row, this.#secrets);
      if (url !== undefined) return { url };
      // Taken back, by itself or with its application.
      if (!row) throw notFound('Export');
      if (row.state === 'failed') return { error: row.error ?? 'the server failed' };
      if (performance.now() >= end) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** Tells whoever looks how many rows there are by now. */
  async progress(tx: Queryable, exportId: string, rows: number): Promise<void> {
    await setProgress(tx, exportId, { rows, now: new Date(this.#now()) });
  }

  /** All that the file is made of is there: it is written, and told of, once the transaction has committed. */
  async close(tx: Queryable, exportId: string): Promise<void> {
    await markPrepared(tx, exportId, new Date(this.#now()));
    this.#runner.wakeAfter(tx);
  }

  async #insert(
    tx: Queryable,
    applicationRowId: number,
    principal: Principal,
    wanted: WantedExport & { readonly request: Readonly<Record<string, unknown>>; readonly isPrepared: boolean },
  ): Promise<string> {
    await requireRoom(tx, applicationRowId);
    const id = newId();
    await insertExport(tx, {
      id,
      application_row_id: applicationRowId,
      kind: wanted.kind,
      requested_by: describeCaller(principal),
      access_token_id: principal.tokenId,
      request: JSON.stringify(wanted.request),
      base_url: wanted.baseUrl,
      email: wanted.delivery.email || null,
      callback_url: wanted.delivery.callbackUrl || null,
      is_prepared: wanted.isPrepared,
      created_at: new Date(this.#now()),
    });
    return id;
  }
}
