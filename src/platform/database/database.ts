import type { Kysely } from 'kysely';

/**
 * Every table and shared view by name, for the query builder. Each owner's `tables.generated.ts` adds its own, which
 * `npm run generate` writes from the migrations. jsonb columns are written as JSON text and read as parsed values.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the owners fill it
export interface Tables {}

/** One SQL statement with `$1`-style parameters. Arrays are bound as PostgreSQL arrays, objects as jsonb. */
export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
  /**
   * For `query`: asked so often that each session had better keep its plan. Not for questions whose best plan depends on
   * the parameters, such as patterns and ranges.
   */
  readonly prepared?: boolean;
}

/** Where the pool reports what concerns no caller; fits a pino logger. */
export interface DatabaseLogger {
  warn(details: object, message: string): void;
}

/** Anything that plain CRUD can run on: the pool, or one open transaction. */
export type Queryable = Kysely<Tables>;

/**
 * PostgreSQL, either a server reached through a pool or the embedded engine in a worker thread.
 *
 * Result types are the same on both: int8 and numeric(no fraction needed) as number, timestamptz as Date, jsonb parsed,
 * bytea as Uint8Array (Buffer allowed), arrays as arrays.
 */
export interface Database {
  readonly kind: 'embedded' | 'server';
  /**
   * Whether no other server can use it while this one does (docs/operations.md, "Running it"): a lease that is there when this one
   * starts is that of a server that has died, and can be ended at once.
   */
  readonly isExclusive: boolean;
  /** The query builder for plain CRUD; `kysely.transaction().execute(fn)` for transactions. */
  readonly kysely: Queryable;
  /** Runs one statement outside any transaction. */
  query<Row>(statement: Statement): Promise<Row[]>;
  /**
   * Runs a text of any number of statements, without parameters, and returns the rows of all of them in order. A
   * transaction that the text opens and does not close is rolled back.
   */
  script(sql: string): Promise<unknown[]>;
  /**
   * Runs the statements as one transaction and returns the rows of each. Resolves only after the commit is on disk.
   * This is the hot path: on the embedded engine it costs one message to the worker, on a server one pipelined exchange.
   */
  batch(statements: readonly Statement[]): Promise<unknown[][]>;
  /** Number of batches that can usefully run at the same time (1 on the embedded engine). */
  readonly batchConcurrency: number;
  /** Whether the disk is full: nothing that comes from outside is to be stored then. The server's own small rows still fit. */
  readonly isDiskFull: boolean;
  /** Waits for running statements, then releases every resource. Idempotent. */
  close(): Promise<void>;
}
