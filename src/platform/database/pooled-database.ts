import { Kysely } from 'kysely';
import type { Client, Pool } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { runBatch } from './batch.ts';
import type { Connection, ConnectionSource } from './connection.ts';
import type { Database, Queryable, Statement, Tables } from './database.ts';
import { isConnectionFailure, toAppError } from './errors.ts';
import { SourceDialect } from './kysely-dialect.ts';
import { LeasedConnection } from './leased-connection.ts';
import { encodeParameter } from './parameters.ts';
import { StatementNames } from './statement-names.ts';

/** Callers are bounded by their own queues; this many waiting means that the database has stopped answering. */
const maxWaiting = 10_000;
/** A transaction of ours takes milliseconds. One that is still open after this long has been forgotten. */
const defaultLeaseMs = 60_000;

export interface PooledDatabaseOptions {
  readonly kind: Database['kind'];
  readonly pool: Pool;
  readonly batchConcurrency: number;
  /** Runs after the last session has been closed. */
  readonly afterClose?: () => Promise<void>;
}

/** `Database` over a pool of sessions that speak PostgreSQL's protocol: to a server, or to the embedded engine. */
export class PooledDatabase implements Database, ConnectionSource {
  readonly kind: Database['kind'];
  readonly kysely: Queryable;
  readonly batchConcurrency: number;
  readonly #pool: Pool;
  readonly #names = new StatementNames();
  readonly #afterClose: (() => Promise<void>) | undefined;
  #active = 0;
  #closed: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor(options: PooledDatabaseOptions) {
    this.kind = options.kind;
    this.batchConcurrency = options.batchConcurrency;
    this.#pool = options.pool;
    this.#afterClose = options.afterClose;
    this.kysely = new Kysely<Tables>({ dialect: new SourceDialect(this) });
  }

  async query<Row>(statement: Statement): Promise<Row[]> {
    if (statement.prepared) {
      // As a batch of one: the driver would have its columns described again with every answer.
      return this.#withClient(async (client) => ((await runBatch(client, [statement]))[0] ?? []) as Row[]);
    }
    const { sql, parameters = [] } = statement;
    const values = parameters.map((value) => encodeParameter(value));
    return this.#withClient(async (client) => (await client.query({ text: sql, values })).rows as Row[]);
  }

  async script(sql: string): Promise<unknown[]> {
    const connection = await this.acquire();
    try {
      return await connection.script(sql);
    } finally {
      connection.release();
    }
  }

  async batch(statements: readonly Statement[]): Promise<unknown[][]> {
    return this.#withClient((client) => runBatch(client, statements));
  }

  async acquire({ maxMs = defaultLeaseMs }: { readonly maxMs?: number } = {}): Promise<Connection> {
    const client = await this.#checkOut();
    return new LeasedConnection({ client, maxMs, names: this.#names, onEnd: () => this.#checkedIn() });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#active > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#pool.end();
    await this.#afterClose?.();
  }

  async #withClient<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = await this.#checkOut();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isConnectionFailure(error);
      throw toAppError(error);
    } finally {
      client.release(broken);
      this.#checkedIn();
    }
  }

  async #checkOut() {
    if (this.#closed) throw new AppError('Unavailable', 'The database is closed');
    if (this.#pool.waitingCount >= maxWaiting) {
      throw new AppError('Unavailable', 'Too many requests are waiting for the database; retry later', {
        retryAfter: 5,
      });
    }
    this.#active++;
    try {
      return await this.#pool.connect();
    } catch (error) {
      this.#checkedIn();
      throw toAppError(error);
    }
  }

  #checkedIn(): void {
    this.#active--;
    if (this.#active === 0) this.#onIdle?.();
  }
}
