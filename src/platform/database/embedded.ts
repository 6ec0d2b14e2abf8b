import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Pool } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import type { EngineOptions, FromEngine, ToEngine } from './embedded-protocol.ts';
import { EngineStream } from './engine-stream.ts';
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
  /** Called once if the engine ends by itself. Everything pending has then failed, and so will everything that follows. */
  readonly onFailure: (error: AppError) => void;
}

/** Waiting for the one session; longer than any transaction of ours, shorter than a caller's patience. */
const sessionWaitMs = 30_000;

/**
 * Starts PostgreSQL in a worker thread of this process. Rejects with a message for the operator when the folder is in use
 * by another server or cannot be opened.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  fs.mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(options.dataDir);
  const syncCounter = new SharedArrayBuffer(4);
  const engine = new EngineThread({ folder: join(options.dataDir, 'postgres'), syncCounter }, options.onFailure);
  try {
    await engine.start();
  } catch (error) {
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
    await engine.stop();
    unlock();
  };
  const database = new PooledDatabase({ kind: 'embedded', pool, batchConcurrency: 1, afterClose });
  return Object.assign(database, { syncCount: () => Atomics.load(new Int32Array(syncCounter), 0) });
}

/** The worker thread, seen from the server's. */
class EngineThread {
  readonly #options: EngineOptions;
  readonly #onFailure: (error: AppError) => void;
  readonly #sessions = new Map<number, EngineStream>();
  #worker: Worker | undefined;
  #nextSession = 1;
  /** Why no session can be opened or used any more. */
  #ended: AppError | undefined;
  #lastWords = '';

  constructor(options: EngineOptions, onFailure: (error: AppError) => void) {
    this.#options = options;
    this.#onFailure = onFailure;
  }

  async start(): Promise<void> {
    // Beside this file there is the worker's: .ts when run from source, .js when compiled.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./embedded-worker.${extension}`, import.meta.url), {
      workerData: this.#options,
    });
    this.#worker = worker;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    worker.on('message', (message: FromEngine) => {
      if (message.kind === 'bytes') this.#sessions.get(message.session)?.push(Buffer.from(message.bytes.buffer));
      else if (message.kind === 'ready') resolve();
      else if (message.kind === 'failed') this.#lastWords = message.message;
    });
    worker.on('error', (error) => {
      this.#lastWords ||= String(error);
    });
    let started = false;
    worker.on('exit', () => {
      if (this.#ended) return;
      const error = new AppError('Unavailable', started ? 'The embedded database has stopped' : this.#lastWords, {
        cause: new Error(this.#lastWords),
      });
      this.#ended = error;
      for (const session of this.#sessions.values()) session.destroy(error);
      if (started) this.#onFailure(error);
      else reject(error);
    });
    await promise;
    started = true;
  }

  openSession(): EngineStream {
    const session = this.#nextSession++;
    const stream = new EngineStream({
      send: (bytes) => this.#send({ kind: 'bytes', session, bytes }, [bytes.buffer]),
      onEnd: () => {
        this.#sessions.delete(session);
        if (!this.#ended) this.#send({ kind: 'end', session });
      },
    });
    this.#sessions.set(session, stream);
    return stream;
  }

  async stop(): Promise<void> {
    if (this.#ended || !this.#worker) return;
    const exited = once(this.#worker, 'exit');
    this.#send({ kind: 'close' });
    this.#ended = new AppError('Unavailable', 'The database is closed');
    await exited;
  }

  #send(message: ToEngine, transfer: ArrayBuffer[] = []): void {
    if (this.#ended) throw this.#ended;
    this.#worker?.postMessage(message, transfer);
  }
}
