import { LRUCache } from 'lru-cache';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { afterCommit } from '../../platform/database/transaction.ts';
import { analyzeStorage, type StorageRef } from './storage.ts';

/** So few rows are found whatever the planner thinks of the table. */
const leastRows = 10_000;
/** Of what was there the last time: a table that grows row by row is looked at by PostgreSQL itself, within minutes. */
const share = 0.5;
/** Tables whose rows are counted here; what is counted of the one that was told of longest ago is forgotten. */
const maxTables = 1_000;

/**
 * Has the planner of a PostgreSQL server look at a table that has got many rows at once: autovacuum comes a minute later, and until
 * then it takes a range beside an equality for the better way. Each server counts what it stores itself; to look once too
 * often does no harm.
 */
export class PlannerStatistics {
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  readonly #tables = new LRUCache<number, { inserted: number; known: number }>({ max: maxTables });

  constructor(options: { database: Database; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#onError = options.onError;
  }

  /** Notes rows that the transaction has stored. Nobody waits for what follows. */
  inserted(tx: Queryable, table: StorageRef, count: number): void {
    if (this.#database.kind === 'server') afterCommit(tx, () => this.#note(table, count));
  }

  #note(table: StorageRef, count: number): void {
    const id = table.data_table_row_id;
    const { inserted, known } = this.#tables.get(id) ?? { inserted: 0, known: 0 };
    const isDue = inserted + count >= Math.max(leastRows, known * share);
    this.#tables.set(id, {
      inserted: isDue ? 0 : inserted + count,
      known: isDue ? known + inserted + count : known,
    });
    if (isDue) analyzeStorage(this.#database, table).catch(this.#onError);
  }
}
