import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../kernel/errors.ts';
import type { DatabaseLogger } from './database.ts';
import { type EngineOptions, type FromEngine, runningExchange, type ToEngine } from './embedded-protocol.ts';
import { EngineStream } from './engine-stream.ts';

/** How often the running statement's time is looked at. */
const watchMs = 250;
/** A thread that dies this often within the time below does so whatever it is asked; only an operator can help then. */
const maxCrashes = 5;
const crashWindowMs = 10 * 60_000;

export interface EngineThreadOptions extends EngineOptions {
  /** The file that the thread starts with. */
  readonly file: URL;
  readonly logger: DatabaseLogger | undefined;
  /** Called before each start. */
  readonly beforeStart: () => void;
  /** Called once, when the engine has ended and cannot be started again. */
  readonly onFailure: (error: AppError) => void;
}

/**
 * The thread of the embedded PostgreSQL, seen from the server's. Nothing inside it can end a statement, so a statement that
 * takes longer than its session allows ends with the whole thread; a new one recovers the folder as after a crash, which
 * keeps all that was acknowledged. Only the session whose statement it was fails: what others send waits for the new thread.
 */
export class EngineThread {
  readonly #options: EngineThreadOptions;
  readonly #running: Int32Array;
  readonly #sessions = new Map<number, EngineStream>();
  #worker: Worker | undefined;
  #nextSession = 1;
  /** Messages for a thread that is not ready yet; undefined when it is. */
  #backlog: ToEngine[] | undefined;
  /** Why no session can be opened or used any more. */
  #ended: AppError | undefined;
  /** Why this thread is being ended, when that is on purpose. */
  #overdue: AppError | undefined;
  #lastError = '';
  #crashes: number[] = [];
  /** The exchange that the watch saw last, and since when. */
  #seen = { exchange: 0, since: 0 };
  /** Of the session that has sent last; there is one at a time. */
  #limitMs = Number.POSITIVE_INFINITY;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: EngineThreadOptions) {
    this.#options = options;
    this.#running = new Int32Array(options.syncCounter);
  }

  /** @throws AppError Unavailable with the engine's words when the folder cannot be opened */
  async start(): Promise<void> {
    await this.#launch();
    this.#watch = setInterval(() => this.#look(), watchMs).unref();
  }

  openSession(): EngineStream {
    const session = this.#nextSession++;
    const stream: EngineStream = new EngineStream({
      send: (bytes) => {
        this.#limitMs = stream.statementLimitMs;
        this.#send({ kind: 'bytes', session, bytes }, [bytes.buffer]);
      },
      onEnd: () => {
        // Gone already with its thread.
        if (this.#sessions.delete(session) && !this.#ended) this.#send({ kind: 'end', session });
      },
    });
    this.#sessions.set(session, stream);
    return stream;
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    if (this.#ended || !this.#worker) return;
    const exited = once(this.#worker, 'exit');
    this.#send({ kind: 'close' });
    this.#ended = new AppError('Unavailable', 'The database is closed');
    await exited;
  }

  /** Resolves when a new thread is ready. */
  async #launch(): Promise<void> {
    this.#backlog ??= [];
    const { beforeStart, file, folder, syncCounter } = this.#options;
    beforeStart();
    const worker = new Worker(file, {
      workerData: { folder, syncCounter } satisfies EngineOptions,
      // JavaScript only carries bytes there; without a limit its young generation grows to what a busy server's needs.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.#worker = worker;
    this.#lastError = '';
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let ready = false;
    worker.on('message', (message: FromEngine) => {
      if (message.kind === 'bytes') this.#sessions.get(message.session)?.push(Buffer.from(message.bytes.buffer));
      else if (message.kind === 'ready') {
        ready = true;
        resolve();
      } else if (message.kind === 'failed') this.#lastError = message.message;
    });
    worker.on('error', (error) => {
      this.#lastError ||= String(error);
    });
    worker.on('exit', () => {
      if (ready) this.#onExit();
      else reject(new AppError('Unavailable', this.#lastError || 'The embedded database could not be started'));
    });
    await promise;
    const backlog = this.#backlog;
    this.#backlog = undefined;
    for (const message of backlog) this.#send(message);
  }

  #onExit(): void {
    if (this.#ended) return;
    const reason =
      this.#overdue ??
      new AppError('Unavailable', 'The embedded database has stopped', {
        cause: new Error(this.#lastError),
        retryAfter: 1,
      });
    const onPurpose = this.#overdue !== undefined;
    this.#overdue = undefined;
    Atomics.store(this.#running, runningExchange, 0);
    // Before the sessions end: whoever opens a new one must find that it has to wait.
    this.#backlog = [];
    const lost = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of lost) session.destroy(reason);
    if (!onPurpose && !this.#mayRestart()) this.#fail(reason);
    else void this.#restart(reason);
  }

  async #restart(reason: AppError): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#launch();
    } catch (error) {
      this.#fail(new AppError('Unavailable', 'The embedded database has stopped', { cause: error }));
      return;
    }
    const ms = Math.round(performance.now() - startedAt);
    this.#options.logger?.warn(
      { err: reason, ms },
      'the embedded database was started again; nothing committed is lost',
    );
  }

  #mayRestart(): boolean {
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindowMs), now];
    return this.#crashes.length < maxCrashes;
  }

  #fail(error: AppError): void {
    this.#ended = error;
    this.#backlog = undefined;
    clearInterval(this.#watch);
    for (const session of this.#sessions.values()) session.destroy(error);
    this.#sessions.clear();
    this.#options.onFailure(error);
  }

  /** Ends the thread when a statement takes longer than its session may. The engine's own upkeep may take its time. */
  #look(): void {
    const exchange = Atomics.load(this.#running, runningExchange);
    const now = performance.now();
    if (exchange === 0 || exchange !== this.#seen.exchange) {
      this.#seen = { exchange, since: now };
      return;
    }
    if (now - this.#seen.since < this.#limitMs || this.#overdue || this.#ended) return;
    this.#overdue = new AppError('Unavailable', 'The database took too long', { retryAfter: 5 });
    this.#options.logger?.warn({ limitMs: this.#limitMs }, 'a statement of the embedded database took too long');
    void this.#worker?.terminate();
  }

  #send(message: ToEngine, transfer: ArrayBuffer[] = []): void {
    if (this.#ended) throw this.#ended;
    if (this.#backlog) this.#backlog.push(message);
    else this.#worker?.postMessage(message, transfer);
  }
}
