import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import type { Connection, StatementResult } from './connection.ts';
import type { Statement } from './database.ts';
import { isConnectionFailure, toAppError } from './errors.ts';
import { encodeParameter } from './parameters.ts';

interface LeasedConnectionOptions {
  readonly client: PoolClient;
  readonly maxMs: number;
  /** Called once, when the session is no longer held. */
  readonly onEnd: () => void;
}

/** A session of the pool while one caller holds it. */
export class LeasedConnection implements Connection {
  readonly #client: PoolClient;
  readonly #maxMs: number;
  readonly #onEnd: () => void;
  readonly #expiry: NodeJS.Timeout;
  /** Why the session cannot be used any more. */
  #ended: AppError | undefined;
  #broken = false;

  constructor(options: LeasedConnectionOptions) {
    this.#client = options.client;
    this.#maxMs = options.maxMs;
    this.#onEnd = options.onEnd;
    this.#expiry = setTimeout(() => this.#expire(), options.maxMs);
  }

  async execute({ sql, parameters = [] }: Statement): Promise<StatementResult> {
    const { command, rowCount, rows } = await this.#query({
      text: sql,
      values: parameters.map((value) => encodeParameter(value)),
    });
    return { command, rowCount, rows };
  }

  async script(sql: string): Promise<unknown[]> {
    const result: QueryResult | QueryResult[] = await this.#query({ text: sql });
    // The driver answers an array when the text held several statements.
    return (Array.isArray(result) ? result : [result]).flatMap((each) => each.rows);
  }

  release({ discard = false }: { readonly discard?: boolean } = {}): void {
    if (this.#ended) return;
    // 'T' and 'E': a transaction is open, or has failed and waits for its rollback. Closing the session ends it.
    const idle = this.#client.getTransactionStatus() === 'I';
    this.#end(new AppError('Internal', 'The database session was used after its release'), {
      discard: discard || this.#broken || !idle,
    });
  }

  async #query(config: QueryConfig) {
    if (this.#ended) throw this.#ended;
    // The driver's own limit for one answer (the pool sets a shorter one) follows the length of the lease.
    const timed: QueryConfig & { query_timeout: number } = { ...config, query_timeout: this.#maxMs };
    try {
      return await this.#client.query(timed);
    } catch (error) {
      if (isConnectionFailure(error)) this.#broken = true;
      throw this.#ended ?? toAppError(error);
    }
  }

  #expire(): void {
    const seconds = Math.round(this.#maxMs / 1000);
    const message = `The database transaction was open for more than ${seconds} s and has been rolled back`;
    this.#end(new AppError('Unavailable', message, { retryAfter: 5 }), { discard: true });
  }

  #end(reason: AppError, { discard }: { readonly discard: boolean }): void {
    this.#ended = reason;
    clearTimeout(this.#expiry);
    this.#client.release(discard);
    this.#onEnd();
  }
}
