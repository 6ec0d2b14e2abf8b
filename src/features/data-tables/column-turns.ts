import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { OneAtATime } from '../../kernel/one-at-a-time.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { StorageRef } from './storage.ts';

/** How long a server that has died keeps others from a table, and how often a living one says that it lives. */
const leaseMs = 30_000;
const renewalMs = 10_000;
/** How long a call waits for the column of another server, and how often it looks. */
const maxWaitMs = 60_000;
const lookMs = 200;

/** What `inTurn` does in its transaction. */
export type ColumnWork<Table, Result> = (tx: Queryable, table: Table) => Promise<Result>;

/**
 * Lets those who change the columns of a data table do so one after the other, on all servers. Two at once would wait for each
 * other in a circle: PostgreSQL makes an index beside others' work by waiting for every transaction that is older, and those who
 * wait for a lock on the table, or for an advisory one, are such. So nobody waits inside of the database.
 */
export class ColumnTurns {
  readonly #database: Database;
  /** By the id of the table: on one server those who wait need not look, and come in their order. */
  readonly #lines = new OneAtATime<string>();

  constructor(options: { database: Database }) {
    this.#database = options.database;
  }

  /** Does the work once nobody else of this server changes the columns of the table. */
  line<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    return this.#lines.run(id, work);
  }

  /**
   * Runs the work in a transaction once no column is being added to the table.
   *
   * @param options.find finds the table, and locks its definition until the transaction ends
   * @throws AppError Unavailable when a column is still being added after a minute
   */
  async inTurn<Table extends StorageRef, Result>(
    find: (tx: Queryable) => Promise<Table>,
    work: ColumnWork<Table, Result>,
  ): Promise<Result> {
    const end = performance.now() + maxWaitMs;
    for (;;) {
      const done = await inTransaction(this.#database, async (tx) => {
        const table = await find(tx);
        return (await isChanging(tx, table)) ? undefined : { result: await work(tx, table) };
      });
      if (done) return done.result;
      if (performance.now() > end) throw changing();
      await delay(lookMs);
    }
  }

  /** Takes the turn in the transaction of `inTurn`, for work that goes on after it. Returns what it is given back with. */
  async take(tx: Queryable, { data_table_row_id }: StorageRef): Promise<string> {
    const turn = newId();
    await sql`update data_table set changed_by = ${turn}, changed_until = ${untilLater}
      where data_table_row_id = ${data_table_row_id}`.execute(tx);
    return turn;
  }

  /** Keeps a turn while the work is done, and gives it back. */
  async keep<Result>(table: StorageRef, turn: string, work: () => Promise<Result>): Promise<Result> {
    const db = this.#database.kysely;
    const own = sql`data_table_row_id = ${table.data_table_row_id} and changed_by = ${turn}`;
    const renewal = setInterval(() => {
      // One that fails is made up for by the next; a turn that was lost is noticed by `requireTurn`.
      void sql`update data_table set changed_until = ${untilLater} where ${own}`.execute(db).catch(() => undefined);
    }, renewalMs);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await sql`update data_table set changed_by = null, changed_until = null where ${own}`
        .execute(db)
        .catch(() => undefined);
    }
  }

  /** @throws AppError Unavailable when the turn was given to another one, because this server was not heard of */
  async requireTurn(tx: Queryable, { data_table_row_id }: StorageRef, turn: string): Promise<void> {
    const { rows } = await sql`select from data_table
      where data_table_row_id = ${data_table_row_id} and changed_by = ${turn}`.execute(tx);
    if (rows.length === 0) throw changing();
  }
}

/** For whoever cannot wait. @throws AppError Unavailable when a column is being added to the table */
export async function requireUnchanging(tx: Queryable, table: StorageRef): Promise<void> {
  if (await isChanging(tx, table)) throw changing();
}

const untilLater = sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;

async function isChanging(tx: Queryable, { data_table_row_id }: StorageRef): Promise<boolean> {
  const { rows } = await sql`select from data_table
    where data_table_row_id = ${data_table_row_id} and changed_until > clock_timestamp()`.execute(tx);
  return rows.length > 0;
}

function changing(): AppError {
  return new AppError('Unavailable', 'Another column is being added to the table; retry later', { retryAfter: 5 });
}
