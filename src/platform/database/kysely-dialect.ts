import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Connection, ConnectionSource } from './connection.ts';

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** Kysely's view of one session. Streaming is left out: long reads are paged by key, see `Database`. */
class SourceConnection implements DatabaseConnection {
  readonly session: Connection;

  constructor(session: Connection) {
    this.session = session;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.session.execute({ sql, parameters });
    const numAffectedRows = changing.has(command) ? BigInt(rowCount ?? 0) : undefined;
    return { rows: rows as Row[], ...(numAffectedRows !== undefined && { numAffectedRows }) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and there is nothing to yield.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Streaming is not supported');
  }
}

class SourceDriver implements Driver {
  readonly #source: ConnectionSource;

  constructor(source: ConnectionSource) {
    this.#source = source;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SourceConnection> {
    return new SourceConnection(await this.#source.acquire());
  }

  async beginTransaction({ session }: SourceConnection, settings: TransactionSettings): Promise<void> {
    const isolation = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : '';
    const access = settings.accessMode ? ` ${settings.accessMode}` : '';
    await session.script(`start transaction${isolation}${access}`);
  }

  async commitTransaction({ session }: SourceConnection): Promise<void> {
    const { command } = await session.execute({ sql: 'commit' });
    // A transaction in which a statement failed, and whose failure was swallowed, ends its commit with a rollback.
    if (command === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction({ session }: SourceConnection): Promise<void> {
    await session.script('rollback');
  }

  async savepoint(connection: SourceConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quote(name)}`));
  }

  async rollbackToSavepoint(connection: SourceConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${quote(name)}`));
  }

  async releaseSavepoint(connection: SourceConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${quote(name)}`));
  }

  async releaseConnection({ session }: SourceConnection): Promise<void> {
    session.release();
  }

  // The source belongs to the `Database`, whose close() ends it.
  async destroy(): Promise<void> {}
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** PostgreSQL through any `ConnectionSource`: the same dialect for the server and for the embedded engine. */
export class SourceDialect implements Dialect {
  readonly #source: ConnectionSource;

  constructor(source: ConnectionSource) {
    this.#source = source;
  }

  createDriver(): Driver {
    return new SourceDriver(this.#source);
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new PostgresAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }
}
