import { Pool } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { withinTime } from './ask-client.ts';
import type { DatabaseLogger } from './database.ts';
import { isConnectionFailure, sqlStateOf } from './errors.ts';
import { PooledDatabase } from './pooled-database.ts';
import { resultTypes } from './result-types.ts';
import { checkServer } from './server-checks.ts';
import { ServerLock } from './server-lock.ts';
import { sessionSetup, statementTimeoutMs } from './session-settings.ts';
import { StatementTimeouts } from './statement-timeouts.ts';

/** Two for batches, the rest for calls of the API; a server takes 100 by default and several nodes share it. */
const places = 10;

const requiredExtensions = ['pg_trgm', 'btree_gin'];

/** When even the server's own timeout brings no answer, the way to it is broken. */
const answerTimeoutMs = statementTimeoutMs + 15_000;

/**
 * Connects to a PostgreSQL server and makes sure that it can be used and has the extensions. Rejects with a message
 * for the operator otherwise. `url` may carry any parameter that the `pg` driver knows, such as `sslmode`.
 *
 * @param options.onLost Makes the database this server's alone; called once when another server has taken it over after all.
 *   Without it any number of servers may share the database.
 */
export async function openServerDatabase(options: {
  readonly url: string;
  readonly logger?: DatabaseLogger | undefined;
  readonly onLost?: ((error: AppError) => void) | undefined;
  /** Others that say so may use it too. */
  readonly shared?: boolean | undefined;
  /** See `PooledDatabaseOptions`; left out: the ordinary one. */
  readonly callerLimitMs?: number | undefined;
}): Promise<PooledDatabase> {
  const pool = new Pool({
    connectionString: options.url,
    application_name: 'signalbox',
    types: resultTypes,
    max: places,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    onConnect: (client) => withinTime(answerTimeoutMs, () => client.query(sessionSetup)),
  });
  // Both kinds of error event end the process when nobody listens. Whoever waits for an answer is told by its promise.
  pool.on('error', (error) => options.logger?.warn({ err: error }, 'an idle database connection failed'));
  pool.on('connect', (client) => client.on('error', () => {}));
  const { url, logger, onLost, shared = false } = options;
  let lock: ServerLock | undefined;
  const afterClose = async () => lock?.release();
  const database = new PooledDatabase({
    kind: 'server',
    pool,
    places,
    isExclusive: onLost !== undefined && !shared,
    batchConcurrency: 2,
    callerLimitMs: options.callerLimitMs,
    answerLimitMs: answerTimeoutMs,
    limitStatements: new StatementTimeouts(statementTimeoutMs).set,
    afterClose,
  });
  try {
    await checkServer(database, logger);
    if (onLost) lock = await ServerLock.take({ url, onLost, logger, shared });
    await ensureExtensions(database);
  } catch (error) {
    await database.close();
    throw explain(error);
  }
  return database;
}

async function ensureExtensions(database: PooledDatabase): Promise<void> {
  for (const extension of requiredExtensions) {
    if (await hasExtension(database, extension)) continue;
    try {
      await database.query({ sql: `create extension if not exists ${extension}` });
    } catch (error) {
      // Another node that starts at this moment may have made it in between.
      if (await hasExtension(database, extension)) continue;
      const remedy =
        sqlStateOf(error) === '42501'
          ? `its administrator has to run "create extension ${extension}" in this database once`
          : `install the contrib package of PostgreSQL on the server`;
      const message = `The database server has no usable extension ${extension}: ${remedy}`;
      throw new AppError('Unavailable', message, { cause: error });
    }
  }
}

async function hasExtension(database: PooledDatabase, extension: string): Promise<boolean> {
  const rows = await database.query({ sql: 'select from pg_extension where extname = $1', parameters: [extension] });
  return rows.length > 0;
}

/** What the driver says about a wrong address, password or database name is clear; only the wrapping hides it. */
function explain(error: unknown): unknown {
  const cause = error instanceof AppError ? error.cause : error;
  if (!(cause instanceof Error)) return error;
  if (!isConnectionFailure(cause) && !/^(28|3D)/.test(sqlStateOf(cause) ?? '')) return error;
  // A host name with several addresses fails with one error for each, and none of its own.
  const reason = cause instanceof AggregateError ? cause.errors.map(String).join(', ') : cause.message;
  return new AppError('Unavailable', `The database at DATABASE_URL cannot be reached: ${reason}`, { cause });
}
