import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { ApplicationService } from '../applications/index.ts';
import { deleteReceiving, type ImportRow, insertImport, isOwnerBusy, markDead, touchImport } from './import-store.ts';

/** A server that receives a bundle says so more often than this; one that has died does not keep the owner waiting longer. */
const aliveMs = 30_000;
const touchMs = 5_000;
/** After so long without one, what it has stored so far is removed. */
const deadMs = 15 * 60_000;

/** Takes the owner's turn, so that only one bundle at a time is imported for each (resources.md, "Export, import, clone, templates"). */
export class ImportSlots {
  readonly #database: Database;
  readonly #applications: ApplicationService;
  readonly #now: () => number;

  constructor(options: { database: Database; applications: ApplicationService; now: () => number }) {
    this.#database = options.database;
    this.#applications = options.applications;
    this.#now = options.now;
  }

  /**
   * Ends the turns that a server has had which died while it received. Only where no other server uses the database. What it has
   * stored goes by `endDead`: at the start no job can be sent in a transaction yet.
   */
  endFormer(): Promise<void> {
    return markDead(this.#database.kysely);
  }

  /** Ends the turns of servers that have shown no sign of life for so long that they are taken for dead. */
  endDead(): Promise<void> {
    return this.#end({ since: new Date(this.#now() - deadMs) });
  }

  /** Ends a turn of which nothing is to stay. */
  endFailed(row: ImportRow): Promise<void> {
    return this.#end({ row });
  }

  /** What an application was made of until then has been hidden, and goes. */
  async #end(which: { row: ImportRow } | { since: Date }): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      for (const application of await deleteReceiving(tx, which)) await this.#applications.discard(tx, application);
    });
  }

  /**
   * Does the work in the owner's turn. When it fails, the turn is given back; otherwise it lasts until the import, which the
   * work has marked as stored, has ended.
   *
   * @throws AppError Throttled when another one is under way
   */
  async run<Result>(
    owner: OwnerRef,
    { source, email }: { source: string; email: string | undefined },
    work: (row: ImportRow) => Promise<Result>,
  ): Promise<Result> {
    const now = new Date(this.#now());
    const db = this.#database.kysely;
    const row = await inTransaction(this.#database, async (tx) => {
      if (await isOwnerBusy(tx, owner, new Date(now.getTime() - aliveMs))) {
        throw new AppError('Throttled', 'Another bundle is being imported for the same owner', { retryAfter: 5 });
      }
      return insertImport(tx, {
        id: newId(),
        owner_type: owner.ownerType,
        owner_id: owner.ownerId,
        state: 'receiving',
        source,
        email: email ?? null,
        created_at: now,
        updated_at: now,
      });
    });
    const timer = setInterval(() => {
      // Should the database be away, the work notices by itself.
      touchImport(db, row.application_import_row_id, new Date(this.#now())).catch(() => undefined);
    }, touchMs);
    try {
      return await work(row);
    } catch (error) {
      // What stays behind when this fails, or after a crash, is removed by the cleaning.
      await this.endFailed(row).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }
}
