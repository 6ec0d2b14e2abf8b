import type { AppError } from '../../kernel/errors.ts';
import type { Database, DatabaseLogger } from './database.ts';
import { openEmbeddedDatabase } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openServerDatabase } from './server.ts';

export interface OpenDatabaseOptions {
  /** `postgres://` address of a server; without one PostgreSQL runs inside this process. */
  readonly url?: string | undefined;
  /** Where the embedded engine keeps its files. */
  readonly dataDir: string;
  readonly migrationsDir: string;
  /** Bytes that stay free on the disk of the embedded engine; see `DiskGuard`. */
  readonly reserveBytes?: number | undefined;
  /**
   * Called once if the embedded engine ends by itself, or another server has taken the database over; the process must then
   * end, to be started again.
   */
  readonly onFailure: (error: AppError) => void;
  readonly logger?: DatabaseLogger;
  /** Lets other servers use the PostgreSQL server's database at the same time. */
  readonly shared?: boolean | undefined;
}

/** Opens the database and brings its schema up to date. Rejects with a message for the operator. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, dataDir, onFailure, logger } = options;
  const database = url
    ? await openServerDatabase({ url, logger, onLost: onFailure, shared: options.shared })
    : await openEmbeddedDatabase({ dataDir, onFailure, logger, reserveBytes: options.reserveBytes });
  try {
    await migrate({ source: database, directory: options.migrationsDir });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
