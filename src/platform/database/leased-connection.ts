import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { askClient } from './ask-client.ts';
import type { Connection, StatementResult } from './connection.ts';
import type { Statement } from './database.ts';
import { isConnectionFailure, toAppError } from './errors.ts';
import { encodeParameter } from './parameters.ts';
import { queryNamed, type StatementNames } from './statement-names.ts';

interface LeasedConnectionOptions {
  readonly client: PoolClient;
  readonly maxMs: number;
  readonly names: StatementNames;
  /** Called once, just before the session goes back to the pool. */
  readonly onEnd: () => void;
}

/** A session of the pool while one caller holds it. */
export class LeasedConnection implements Connection {
  readonly #client: PoolClient;
  readonly #maxMs: number;
  readonly #names: StatementNames;
  readonly #onEnd: () => void;
  readonly #expiry: NodeJS.Timeout;
  #ended = false;
  /** Why the session was taken away before its release. */
  #expired: AppError | undefined;
  #broken = false;

  constructor(options: LeasedConnectionOptions) {
    this.#client = options.client;
    this.#maxMs = options.maxMs;
    this.#names = options.names;
    this.#onEnd = options.onEnd;
    this.#expiry = setTimeout(() => this.#expire(), options.maxMs);
  }

  async execute({ sql, parameters = [] }: Statement): Promise<StatementResult> {
    const values = parameters.map((value) => encodeParameter(value));
    const name = this.#names.find(sql);
    const { command, rowCount, rows } =
      name === undefined
        ? await this.#query({ text: sql, values })
        : await queryNamed(this.#client, { name, text: sql, values }, this.#names, (config) => this.#query(config));
    return { command, rowCount, rows };
  }

  async script(sql: string): Promise<unknown[]> {
    const result: QueryResult | QueryResult[] = await this.#query({ text: sql });
    // The driver returns an array when the text held several statements.
    return (Array.isArray(result) ? result : [result]).flatMap((each) => each.rows);
  }

  release({ discard = false }: { readonly discard?: boolean } = {}): void {
    if (this.#ended) return;
    // 'T' and 'E': a transaction is open, or has failed and waits for its rollback. Closing the session ends it.
    const idle = this.#client.getTransactionStatus() === 'I';
    this.#end({ discard: discard || this.#broken || !idle });
  }

  async #query(config: QueryConfig) {
    if (this.#ended) throw this.#refusal();
    try {
      // An answer that does not come ends with the lease, which closes the session.
      return await askClient(this.#client, config);
    } catch (error) {
      if (isConnectionFailure(error)) this.#broken = true;
      throw this.#ended ? this.#refusal() : toAppError(error);
    }
  }

  #expire(): void {
    const seconds = Math.round(this.#maxMs / 1000);
    const message = `The database transaction was open for more than ${seconds} s and has been rolled back`;
    this.#expired = new AppError('Unavailable', message, { retryAfter: 5 });
    this.#end({ discard: true });
  }

  #refusal(): AppError {
    return this.#expired ?? new AppError('Internal', 'The database session was used after its release');
  }

  #end({ discard }: { readonly discard: boolean }): void {
    this.#ended = true;
    clearTimeout(this.#expiry);
    // In this order: whoever is next waits for the session already.
    this.#onEnd();
    this.#client.release(discard);
  }
}
