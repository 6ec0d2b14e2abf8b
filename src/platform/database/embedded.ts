import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Pool } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import { isInitialized } from './embedded-folder.ts';
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
  const unlock = await lockFolder(options.dataDir);
  const syncCounter = new SharedArrayBuffer(4);
  const folder = join(options.dataDir, 'postgres');
  const engine = new EngineThread({ folder, syncCounter }, options.onFailure);
  try {
    if (!isInitialized(folder)) await createFolder(folder);
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

/** The worker thread, seen from the server's. */
class EngineThread {
  readonly #options: EngineOptions;
  readonly #onFailure: (error: AppError) => void;
  readonly #sessions = new Map<number, EngineStream>();
  #worker: Worker | undefined;
  #nextSession = 1;
  /** Why no session can be opened or used any more. */
  #ended: AppError | undefined;
  #lastError = '';

  constructor(options: EngineOptions, onFailure: (error: AppError) => void) {
    this.#options = options;
    this.#onFailure = onFailure;
  }

  async start(): Promise<void> {
    const worker = new Worker(siblingFile('embedded-worker'), {
      workerData: this.#options,
      // JavaScript only carries bytes there; without a limit its young generation grows to what a busy server's needs.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.#worker = worker;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    worker.on('message', (message: FromEngine) => {
      if (message.kind === 'bytes') this.#sessions.get(message.session)?.push(Buffer.from(message.bytes.buffer));
      else if (message.kind === 'ready') resolve();
      else if (message.kind === 'failed') this.#lastError = message.message;
    });
    worker.on('error', (error) => {
      this.#lastError ||= String(error);
    });
    let started = false;
    worker.on('exit', () => {
      if (this.#ended) return;
      const error = new AppError('Unavailable', started ? 'The embedded database has stopped' : this.#lastError, {
        cause: new Error(this.#lastError),
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
