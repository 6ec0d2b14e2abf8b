import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import type { AppError } from '../../kernel/errors.ts';
import type { DatabaseLogger } from './database.ts';
import { DiskGuard } from './disk-guard.ts';
import { folderOfDatabase, isInitialized } from './embedded-folder.ts';
import { EngineStream } from './engine-stream.ts';
import { EngineThread } from './engine-thread.ts';
import { lockFolder } from './folder-lock.ts';
import { PooledDatabase } from './pooled-database.ts';
import { resultTypes } from './result-types.ts';

export interface EmbeddedDatabase extends PooledDatabase {
  /** Syncs to disk so far. Grows by at least one for every transaction that wrote, before its commit is answered. */
  syncCount(): number;
}

export interface EmbeddedDatabaseOptions {
  /** The data folder of the server; the database takes `postgres` inside it. */
  readonly dataDir: string;
  /** Called once if the engine ends and cannot be started again. Everything pending has then failed, and so will what follows. */
  readonly onFailure: (error: AppError) => void;
  readonly logger?: DatabaseLogger | undefined;
  /** Bytes that stay free on the disk (`DiskGuard`); left out: nothing is watched. */
  readonly reserveBytes?: number | undefined;
  /** See `PooledDatabaseOptions`; left out: the ordinary one. */
  readonly callerLimitMs?: number | undefined;
}

/** Waiting for the one session; longer than any transaction of ours, shorter than a caller's patience. */
const sessionWaitMs = 30_000;

/**
 * Starts PostgreSQL in a worker thread of this process. Rejects with a message for the operator when the folder is in use
 * by another server or cannot be opened.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  fs.mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(options.dataDir);
  const syncCounter = new SharedArrayBuffer(8);
  const folder = folderOfDatabase(options.dataDir);
  const { dataDir, logger, onFailure, callerLimitMs, reserveBytes } = options;
  const disk = reserveBytes === undefined ? undefined : new DiskGuard({ folder: dataDir, reserveBytes, logger });
  const engine = new EngineThread({
    file: siblingFile('embedded-worker'),
    folder,
    syncCounter,
    logger,
    onFailure,
    // Without room it could not even recover what is there.
    beforeStart: () => disk?.look(),
  });
  try {
    if (!isInitialized(folder)) await createFolder(folder);
    disk?.start();
    await engine.start();
  } catch (error) {
    disk?.stop();
    unlock();
    throw error;
  }
  const pool = new Pool({
    // PGlite has one superuser and asks for no password; naming all three keeps PGUSER and the like out.
    user: 'postgres',
    database: 'postgres',
    host: 'embedded',
    password: '',
    ssl: false,
    stream: () => engine.openSession(),
    types: resultTypes,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: sessionWaitMs,
  });
  // Both kinds of error event end the process when nobody listens; onFailure tells of the engine's end.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const afterClose = async () => {
    disk?.stop();
    await engine.stop();
    unlock();
  };
  const database = new PooledDatabase({
    kind: 'embedded',
    isExclusive: true,
    pool,
    places: 1,
    batchConcurrency: 1,
    isDiskFull: () => disk?.isFull ?? false,
    callerLimitMs,
    limitStatements: ({ connection }, ms) => {
      if (connection.stream instanceof EngineStream) connection.stream.statementLimitMs = ms;
    },
    afterClose,
  });
  return Object.assign(database, { syncCount: () => Atomics.load(new Int32Array(syncCounter), 0) });
}

/** Beside this file there are those that are started as threads and processes: .ts when run from source, else .js. */
function siblingFile(name: string): URL {
  return new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
}

/** Makes a new database in a process of its own; see embedded-create.ts. Rejects with what that process said last. */
async function createFolder(folder: string): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(siblingFile('embedded-create')), folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(words.match(/^\w*Error: (.*)$/m)?.[1] ?? `The embedded database could not be made: ${words}`);
}
