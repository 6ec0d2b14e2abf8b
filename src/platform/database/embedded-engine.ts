import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { DurableNodeFS } from './durable-node-fs.ts';
import { finishNewFolder, prepareFolder } from './embedded-folder.ts';
import type { EngineOptions } from './embedded-protocol.ts';
import { GrowingBytes } from './growing-bytes.ts';

/**
 * The settings that PGlite starts with, less `-F`, which turns syncing off, and with ours. `fsync` is the one sync method
 * that reaches the file system: Emscripten handles fdatasync itself.
 */
const settings = [
  'search_path=public',
  'exit_on_error=false',
  'log_checkpoints=false',
  'max_worker_processes=0',
  'max_parallel_workers=0',
  'max_parallel_workers_per_gather=0',
  'max_parallel_maintenance_workers=0',
  'io_method=sync',
  'wal_sync_method=fsync',
  'synchronous_commit=on',
  'full_page_writes=on',
  // Memory is the scarce thing on a small machine, and the system's own cache stands behind this one.
  'shared_buffers=16MB',
  'work_mem=8MB',
  'maintenance_work_mem=32MB',
  'max_connections=10',
  // One lock per partition and index that a query over all of device_state touches.
  'max_locks_per_transaction=256',
  // Kept for reuse after a checkpoint; embedded-maintenance.ts says when one is made.
  'min_wal_size=64MB',
  'max_wal_size=192MB',
  'jit=off',
];
const startParams = ['--single', '-O', '-j', ...settings.flatMap((setting) => ['-c', setting])];

/** Status with which PGlite leaves its main loop to handle an ordinary SQL error. */
const sqlErrorStatus = 100;

/** PostgreSQL inside this thread: one session, one call at a time, every commit synced to disk before it is answered. */
export class EmbeddedEngine {
  readonly #database: PGlite;

  private constructor(database: PGlite) {
    this.#database = database;
  }

  /**
   * Opens the folder, makes it when new, and recovers what a crash left.
   *
   * @param onBroken Called when the engine must not be used any more; must end the thread.
   */
  static async open(options: EngineOptions, onBroken: (error: unknown) => never): Promise<EmbeddedEngine> {
    const counter = new Int32Array(options.syncCounter);
    const isNew = prepareFolder(options.folder);
    const log: string[] = [];
    const database = new PGlite({
      fs: new DurableNodeFS({
        folder: options.folder,
        onSync: () => Atomics.add(counter, 0, 1),
        onSyncFailed: onBroken,
      }),
      startParams,
      extensions: { pg_trgm, btree_gin },
      onStderr: (line) => {
        log.push(line);
        if (log.length > 20) log.shift();
        return false;
      },
    });
    try {
      await database.waitReady;
    } catch (error) {
      throw new Error(`The embedded database cannot open ${options.folder}: ${log.join(' ')}`, { cause: error });
    }
    if (isNew) finishNewFolder(options.folder);
    stopOnCrash(database, onBroken);
    return new EmbeddedEngine(database);
  }

  /** Runs whole messages of PostgreSQL's protocol and returns its messages. */
  async exchange(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const answer = new GrowingBytes();
    await this.#database.execProtocolRawStream(bytes, {
      syncToFs: false,
      // The chunk is a view of memory that PostgreSQL goes on writing to.
      onRawData: (chunk) => answer.add(chunk),
    });
    return answer.end();
  }

  get inTransaction(): boolean {
    return this.#database.isInTransaction();
  }

  /** Rolls back and forgets prepared statements, settings and locks: the next session finds what a new one would. */
  async resetSession(): Promise<void> {
    await this.#database.exec('rollback');
    await this.#database.exec('discard all');
  }

  /** For the engine's own upkeep, between exchanges and outside any transaction. */
  async query<Row>(sql: string): Promise<Row[]> {
    return (await this.#database.query<Row>(sql)).rows;
  }

  /** Checkpoints, so that the next start has nothing to recover. */
  async close(): Promise<void> {
    await this.#database.close();
  }
}

/** PGlite goes on after a crash inside WebAssembly (out of memory, a failed assertion) as if nothing had happened. */
function stopOnCrash(database: PGlite, onBroken: (error: unknown) => never): void {
  const module = database.Module as unknown as { _PostgresMainLoopOnce: () => void };
  const loopOnce = module._PostgresMainLoopOnce;
  module._PostgresMainLoopOnce = () => {
    try {
      loopOnce();
    } catch (error) {
      const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
      if (status !== sqlErrorStatus) onBroken(error);
      throw error;
    }
  };
}
