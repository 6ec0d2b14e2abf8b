import { Kysely } from 'kysely';
import type { Client, Pool } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { askClient, withinTime } from './ask-client.ts';
import { runBatch } from './batch.ts';
import type { Connection, ConnectionSource } from './connection.ts';
import type { Database, Queryable, Statement, Tables } from './database.ts';
import { isConnectionFailure, toAppError } from './errors.ts';
import { SourceDialect } from './kysely-dialect.ts';
import { currentLane } from './lane.ts';
import { LeasedConnection } from './leased-connection.ts';
import { encodeParameter } from './parameters.ts';
import { SessionScheduler, type SessionUse } from './session-scheduler.ts';
import { StatementNames } from './statement-names.ts';

/** A transaction of ours takes milliseconds. One that is still open after this long has been forgotten. */
const defaultLeaseMs = 60_000;
/** What the server does by itself may take this long for one statement. */
const ownLimitMs = 60_000;
/** What a caller has asked for: longer than any honest statement of a call, which take milliseconds. */
const defaultCallerLimitMs = 10_000;

export interface PooledDatabaseOptions {
  readonly kind: Database['kind'];
  readonly isExclusive: boolean;
  readonly pool: Pool;
  /** Sessions that the pool may have. */
  readonly places: number;
  readonly batchConcurrency: number;
  /** Ms that one statement may take in a caller's lane; 10 s when left out. */
  readonly callerLimitMs?: number | undefined;
  /** Ms after which a session that brings no answer is given up, where no lease ends it; left out: whoever answers sees to that. */
  readonly answerLimitMs?: number | undefined;
  /** Has a session end what takes longer; called before each use. */
  readonly limitStatements: (client: Client, ms: number) => void;
  readonly isDiskFull?: () => boolean;
  /** Runs after the last session has been closed. */
  readonly afterClose?: () => Promise<void>;
}

/** `Database` over a pool of sessions that speak PostgreSQL's protocol: to a server, or to the embedded engine. */
export class PooledDatabase implements Database, ConnectionSource {
  readonly kind: Database['kind'];
  readonly isExclusive: boolean;
  readonly kysely: Queryable;
  readonly batchConcurrency: number;
  readonly #pool: Pool;
  readonly #scheduler: SessionScheduler;
  readonly #callerLimitMs: number;
  readonly #answerLimitMs: number | undefined;
  readonly #limitStatements: (client: Client, ms: number) => void;
  readonly #names = new StatementNames();
  readonly #isDiskFull: () => boolean;
  readonly #afterClose: (() => Promise<void>) | undefined;
  #active = 0;
  #closed: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor(options: PooledDatabaseOptions) {
    this.kind = options.kind;
    this.isExclusive = options.isExclusive;
    this.batchConcurrency = options.batchConcurrency;
    this.#pool = options.pool;
    this.#scheduler = new SessionScheduler({ places: options.places });
    this.#callerLimitMs = options.callerLimitMs ?? defaultCallerLimitMs;
    this.#answerLimitMs = options.answerLimitMs;
    this.#limitStatements = options.limitStatements;
    this.#isDiskFull = options.isDiskFull ?? (() => false);
    this.#afterClose = options.afterClose;
    this.kysely = new Kysely<Tables>({ dialect: new SourceDialect(this) });
  }

  get isDiskFull(): boolean {
    return this.#isDiskFull();
  }

  async query<Row>(statement: Statement): Promise<Row[]> {
    if (statement.prepared) {
      // As a batch of one: the driver would have its columns described again with every answer.
      return this.#withClient(
        currentLane(),
        async (client) => ((await runBatch(client, [statement]))[0] ?? []) as Row[],
      );
    }
    const { sql, parameters = [] } = statement;
    const values = parameters.map((value) => encodeParameter(value));
    return this.#withClient(
      currentLane(),
      async (client) => (await askClient(client, { text: sql, values })).rows as Row[],
    );
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
    return this.#withClient('batch', (client) => runBatch(client, statements));
  }

  async acquire({ maxMs = defaultLeaseMs }: { readonly maxMs?: number } = {}): Promise<Connection> {
    const lane = currentLane();
    const client = await this.#checkOut(lane);
    const since = performance.now();
    return new LeasedConnection({ client, maxMs, names: this.#names, onEnd: () => this.#checkedIn(lane, since) });
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
    this.#scheduler.stop();
    await this.#pool.end();
    await this.#afterClose?.();
  }

  async #withClient<Result>(kind: SessionUse, work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = await this.#checkOut(kind);
    const since = performance.now();
    let broken = false;
    try {
      const limitMs = this.#answerLimitMs;
      return await (limitMs === undefined ? work(client) : withinTime(limitMs, () => work(client)));
    } catch (error) {
      broken = isConnectionFailure(error);
      throw toAppError(error);
    } finally {
      // In this order: whoever is next waits for the session already, and has it in the moment in which it is free.
      this.#checkedIn(kind, since);
      client.release(broken);
    }
  }

  async #checkOut(kind: SessionUse) {
    if (this.#closed) throw new AppError('Unavailable', 'The database is closed');
    this.#active++;
    let since: number | undefined;
    try {
      const client = await this.#scheduler.take(kind, () => {
        since = performance.now();
        return this.#pool.connect();
      });
      this.#limitStatements(client, kind === undefined || kind === 'batch' ? ownLimitMs : this.#callerLimitMs);
      return client;
    } catch (error) {
      if (since === undefined) this.#ended();
      else this.#checkedIn(kind, since);
      throw toAppError(error);
    }
  }

  #checkedIn(kind: SessionUse, since: number): void {
    this.#scheduler.give(kind, performance.now() - since);
    this.#ended();
  }

  #ended(): void {
    this.#active--;
    if (this.#active === 0) this.#onIdle?.();
  }
}
