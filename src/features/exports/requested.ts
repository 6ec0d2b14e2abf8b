import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { CallbackPolicy } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { checkDelivery, type Delivery, describeCaller, requireRoom } from './admission.ts';
import type { ExportKind, ExportKinds } from './kinds.ts';
import type { ExportRunner } from './runner.ts';
import { type ExportRow, insertExport } from './store.ts';

/**
 * Exports of what other features hold: asked for by an action of that feature, and then written, followed, fetched, mailed,
 * called back and taken back as every export is (`docs/exports.md`). The feature defines a kind, which says how the lines of
 * the file come about.
 */
export class RequestedExports {
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
    wanted: {
      readonly kind: string;
      readonly request: Readonly<Record<string, unknown>>;
      readonly delivery: Delivery;
      readonly baseUrl: string;
    },
  ): Promise<string> {
    await requireRoom(tx, applicationRowId);
    const id = newId();
    await insertExport(tx, {
      id,
      application_row_id: applicationRowId,
      kind: wanted.kind as ExportRow['kind'],
      requested_by: describeCaller(principal),
      access_token_id: principal.tokenId,
      request: JSON.stringify(wanted.request),
      base_url: wanted.baseUrl,
      email: wanted.delivery.email || null,
      callback_url: wanted.delivery.callbackUrl || null,
      created_at: new Date(this.#now()),
    });
    this.#runner.wakeAfter(tx);
    return id;
  }
}
