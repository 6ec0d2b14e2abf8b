import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { CallbackPolicy } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { checkDelivery, type Delivery, describeCaller, requireRoom } from './admission.ts';
import type { ExportKind, ExportKinds } from './kinds.ts';
import type { ExportRunner } from './runner.ts';
import { insertExport, markPrepared, setProgress } from './store.ts';

/**
 * Exports that other features fill: the result of long work, which is asked for by an action of that feature and then
 * followed, fetched, mailed, called back and taken back as every export is (`docs/exports.md`). The feature defines a
 * kind, opens an export in the transaction that begins its work, and closes it in the one that ends it.
 */
export class PreparedExports {
  readonly #kinds: ExportKinds;
  readonly #runner: ExportRunner;
  readonly #mailer: Mailer;
  readonly #callbackPolicy: CallbackPolicy;
  readonly #now: () => number;

  constructor(options: {
    kinds: ExportKinds;
    runner: ExportRunner;
    mailer: Mailer;
    callbackPolicy: CallbackPolicy;
    now: () => number;
  }) {
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
   * Lists an export that is being prepared; `check` has passed its delivery.
   *
   * @returns its id, which is the id of the job
   * @throws AppError Throttled when the application has as many exports as it may
   */
  async open(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    principal: Principal,
    wanted: { readonly kind: string; readonly delivery: Delivery; readonly baseUrl: string },
  ): Promise<string> {
    await requireRoom(tx, applicationRowId);
    const id = newId();
    await insertExport(tx, {
      id,
      application_row_id: applicationRowId,
      kind: wanted.kind,
      requested_by: describeCaller(principal),
      access_token_id: principal.tokenId,
      request: '{}',
      base_url: wanted.baseUrl,
      email: wanted.delivery.email || null,
      callback_url: wanted.delivery.callbackUrl || null,
      is_prepared: false,
      created_at: new Date(this.#now()),
    });
    return id;
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
}
