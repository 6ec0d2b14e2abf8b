import type { Statement } from './database.ts';

export interface StatementResult {
  /** First word of the command tag, such as INSERT; ROLLBACK in answer to a commit means that nothing was kept. */
  readonly command: string;
  /** Rows that the command read or changed; null for commands that count none. */
  readonly rowCount: number | null;
  readonly rows: unknown[];
}

/** One session, held by one caller at a time. Failures are `AppError`s, as from `Database`. */
export interface Connection {
  execute(statement: Statement): Promise<StatementResult>;
  /** Runs a text of any number of statements, without parameters; returns the rows of all of them in order. */
  script(sql: string): Promise<unknown[]>;
  /** Gives the session back; with `discard`, or while a transaction is open, it is closed instead. Idempotent. */
  release(options?: { readonly discard?: boolean }): void;
}

/** Hands out sessions in the order asked for. */
export interface ConnectionSource {
  /**
   * @param options.maxMs How long the session may be held. After that its transaction is rolled back and every further
   *   call on it fails with `Unavailable`: on the embedded engine, whoever holds the only session stops everyone else.
   */
  acquire(options?: { readonly maxMs?: number }): Promise<Connection>;
}
