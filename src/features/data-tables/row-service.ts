import type { DataTableRowValues } from '../../kernel/events.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { refuseEmptyOr } from '../../platform/query-language/index.ts';
import type { ColumnTurns } from './column-turns.ts';
import { dataTableResource } from './resource.ts';
import { changedMeanwhile, changedOrDeadlock, deadlock, retrying } from './retrying.ts';
import { clearSize } from './row-store.ts';
import { type BulkInsert, type DataTableRef, type DataTableRows, findTableOf } from './rows.ts';
import type { RowInsert, RowsQuery } from './schemas.ts';
import { truncateStorage } from './storage.ts';

/** Rows deleted by one call, where it does not say. */
const defaultDeleted = 1000;
const defaultLimit = 1000;

/** Rows of data tables, over REST (resources.md, "Data tables"). */
export class RowService {
  readonly #database: Database;
  readonly #rows: DataTableRows;
  readonly #turns: ColumnTurns;

  constructor(options: { database: Database; rows: DataTableRows; turns: ColumnTurns }) {
    this.#database = options.database;
    this.#rows = options.rows;
    this.#turns = options.turns;
  }

  async list(ref: DataTableRef, { sortColumn, sortDirection, ...rest }: RowsQuery, query?: unknown) {
    const db = this.#database.kysely;
    const direction = sortDirection?.toLowerCase() === 'desc' ? 'desc' : 'asc';
    const question = { ...rest, query, sortColumn, sortDirection: direction };
    return retrying(changedMeanwhile, async () => {
      const { rows: items, truncated, totalCount } = await this.#rows.listCounted(db, ref, question);
      const { applicationId } = ref.application;
      return {
        items,
        count: items.length,
        totalCount,
        ...(truncated ? { truncated } : {}),
        limit: rest.limit ?? defaultLimit,
        offset: rest.offset ?? 0,
        sortColumn: sortColumn || 'createdAt',
        sortDirection: direction,
        dataTableId: ref.dataTableId,
        applicationId,
        ...(query === undefined ? {} : { query }),
        _type: 'dataTableRows' as const,
        _links: { self: { href: `/applications/${applicationId}/data-tables/${ref.dataTableId}/rows` } },
      };
    });
  }

  get(ref: DataTableRef, rowId: string): Promise<DataTableRowValues> {
    return retrying(changedMeanwhile, () => this.#rows.get(this.#database.kysely, ref, rowId));
  }

  /** One row, or what became of many. */
  insert(ref: DataTableRef, body: RowInsert, principal: Principal): Promise<DataTableRowValues | BulkInsert> {
    // Two arrays with the same unique values in another order wait for each other in a circle: one of them begins again.
    return retrying(deadlock, () =>
      inTransaction<DataTableRowValues | BulkInsert>(this.#database, (tx) =>
        Array.isArray(body)
          ? this.#rows.insertMany(tx, ref, body, principal)
          : this.#rows.insert(tx, ref, body as Record<string, unknown>, principal),
      ),
    );
  }

  patch(ref: DataTableRef, rowId: string, body: object, principal: Principal): Promise<DataTableRowValues> {
    return retrying(changedOrDeadlock, () =>
      inTransaction(this.#database, (tx) =>
        this.#rows.update(tx, ref, rowId, body as Record<string, unknown>, principal),
      ),
    );
  }

  async delete(ref: DataTableRef, rowId: string, principal: Principal): Promise<{ success: true }> {
    await retrying(changedOrDeadlock, () =>
      inTransaction(this.#database, (tx) => this.#rows.delete(tx, ref, rowId, principal)),
    );
    return { success: true };
  }

  async deleteMany(
    ref: DataTableRef,
    { limit = defaultDeleted }: { limit?: number },
    query: unknown,
    { principal, change }: { principal: Principal; change: Change },
  ): Promise<{ removed: number }> {
    refuseEmptyOr(query, 'query');
    // Two that delete some of the same rows may find them in different orders.
    return retrying(changedOrDeadlock, async () => {
      const among = await this.#rows.findToDelete(this.#database.kysely, ref, query, limit);
      return inTransaction(this.#database, async (tx) => {
        const deleted = await this.#rows.deleteMany(tx, ref, { query, limit, among }, principal);
        await record(tx, ref, change);
        return { removed: deleted.length };
      });
    });
  }

  async truncate(ref: DataTableRef, change: Change): Promise<{ success: true }> {
    // Emptying locks the table as a change of its columns does.
    const find = (tx: Queryable) => findTableOf(tx, ref, 'definition');
    await this.#turns.inTurn(find, async (tx, table) => {
      await truncateStorage(tx, table);
      await clearSize(tx, table);
      await record(tx, ref, change);
    });
    return { success: true };
  }
}

async function record(tx: Queryable, ref: DataTableRef, change: Change): Promise<void> {
  const { id, name } = await findTableOf(tx, ref);
  await change.record(tx, { target: { type: dataTableResource.auditType as string, id, name } });
}
