import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import {
  deleteImport,
  deleteReceiving,
  type ImportRow,
  insertImport,
  isOwnerBusy,
  touchImport,
} from './import-store.ts';

/** A server that receives a bundle says so more often than this; one that has died does not keep the owner waiting longer. */
const aliveMs = 30_000;
const touchMs = 5_000;

/** Takes the owner's turn, so that only one bundle at a time is imported for each (resources.md, "Export, import, clone, templates"). */
export class ImportSlots {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(options: { database: Database; now: () => number }) {
    this.#database = options.database;
    this.#now = options.now;
  }

  /** Ends the turns that a server has had which died while it received. Only where no other server uses the database. */
  async endFormer(): Promise<void> {
    await deleteReceiving(this.#database.kysely);
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
      // What stays behind after a crash here is removed by the cleaning.
      await deleteImport(db, row.application_import_row_id).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }
}
