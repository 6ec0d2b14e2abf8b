import type { AppError } from '../../kernel/errors.ts';
import type { Database } from './database.ts';
import { openEmbeddedDatabase } from './embedded.ts';
import { migrate } from './migrate.ts';
import { type DatabaseLogger, openServerDatabase } from './server.ts';

export interface OpenDatabaseOptions {
  /** `postgres://` address of a server; without one PostgreSQL runs inside this process. */
  readonly url?: string | undefined;
  /** Where the embedded engine keeps its files. */
  readonly dataDir: string;
  readonly migrationsDir: string;
  /** Called once if the embedded engine ends by itself; the process should then end too, to be started again. */
  readonly onFailure: (error: AppError) => void;
  readonly logger?: DatabaseLogger;
}

/** Opens the database and brings its schema up to date. Rejects with a message for the operator. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, dataDir, onFailure, logger } = options;
  const database = url
    ? await openServerDatabase({ url, ...(logger && { logger }) })
    : await openEmbeddedDatabase({ dataDir, onFailure });
  try {
    await migrate({ source: database, directory: options.migrationsDir });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
