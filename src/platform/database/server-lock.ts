import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import type { DatabaseLogger } from './database.ts';

/** Any two numbers that nothing else uses as an advisory lock; the same in every version. */
const lockKey = [7_460_021, 2] as const;

/** PostgreSQL needs a moment to notice that a killed server is gone, and an orderly restart may overlap a little. */
const waitMs = 5_000;
const retryMs = 250;
/** How often the session is used, so that a broken way to the database is noticed, and how long an answer may take. */
const checkMs = 10_000;

const settings = `set idle_session_timeout = 0; set statement_timeout = ${checkMs}`;
/** PostgreSQL then ends the session, and with it the lock, half a minute after the machine at the other end has vanished. */
const keepAlive = 'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4';

export interface ServerLockOptions {
  readonly url: string;
  /** Called once when another server has the lock; this one must not write any more. */
  readonly onLost: (error: AppError) => void;
  readonly logger?: DatabaseLogger | undefined;
  /** Others may have the lock too if they also share it; one that wants it for itself is refused, and refuses them. */
  readonly shared?: boolean;
}

/** One session of PostgreSQL; `start` tells it from a later one with the same id. */
interface Session {
  readonly pid: number;
  readonly start: string;
}

/**
 * A database for one server: an advisory lock of PostgreSQL in a session of its own, which ends with the session, and so
 * with the process. A session that breaks is replaced. While the database cannot be reached nobody can write to it; once it
 * can, either this server takes the lock again or `onLost` is called.
 */
export class ServerLock {
  readonly #options: ServerLockOptions;
  #client: Client | undefined;
  /** The session that holds the lock, or held it last. */
  #session: Session | undefined;
  #check: NodeJS.Timeout | undefined;
  #released = false;

  private constructor(options: ServerLockOptions) {
    this.#options = options;
  }

  /** Rejects with `Unavailable` when another server keeps the lock, and with the driver's error when none can be asked. */
  static async take(options: ServerLockOptions): Promise<ServerLock> {
    const lock = new ServerLock(options);
    if (!(await lock.#connect())) {
      const message = `The database at DATABASE_URL is in use by another Signalbox; ${
        options.shared ? 'that one does not share it' : 'only one server may use a database'
      }`;
      throw new AppError('Unavailable', message);
    }
    return lock;
  }

  async release(): Promise<void> {
    this.#released = true;
    clearInterval(this.#check);
    await this.#client?.end().catch(() => undefined);
  }

  /** Whether the lock is ours now; false when another session keeps it. */
  async #connect(): Promise<boolean> {
    const client = new Client({
      connectionString: this.#options.url,
      application_name: 'signalbox lock',
      connectionTimeoutMillis: 10_000,
      query_timeout: checkMs + 5_000,
      keepAlive: true,
    });
    // Without a listener an error event would end the process.
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(settings);
      // Not every platform of a database server knows all three.
      await client.query(keepAlive).catch(() => undefined);
      if (!(await this.#tryFor(client))) {
        await client.end();
        return false;
      }
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    client.once('end', () => void this.#retake(client));
    this.#check = setInterval(() => void client.query('select 1').catch(() => this.#retake(client)), checkMs);
    this.#check.unref();
    return true;
  }

  async #tryFor(client: Client): Promise<boolean> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      const { rows } = await client.query<Session & { taken: boolean }>(
        `select pg_try_advisory_lock${this.#options.shared ? '_shared' : ''}($1, $2) as taken, pid, backend_start::text as start
          from pg_stat_activity where pid = pg_backend_pid()`,
        [...lockKey],
      );
      if (rows[0]?.taken) {
        this.#session = rows[0];
        return true;
      }
      if (performance.now() >= deadline) return false;
      await this.#endFormerSession(client);
      await sleep(retryMs);
    }
  }

  /** A session of ours whose connection broke may live on at the other end, and hold the lock. */
  async #endFormerSession(client: Client): Promise<void> {
    if (!this.#session) return;
    const { pid, start } = this.#session;
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start::text = $2',
      [pid, start],
    );
  }

  async #retake(broken: Client): Promise<void> {
    if (this.#released || this.#client !== broken) return;
    this.#client = undefined;
    clearInterval(this.#check);
    void broken.end().catch(() => undefined);
    this.#options.logger?.warn({}, 'the connection that holds the lock of the database was lost');
    while (!this.#released) {
      try {
        if (await this.#connect()) break;
        const message = 'Another Signalbox has taken over the database at DATABASE_URL; this one must not go on';
        this.#options.onLost(new AppError('Unavailable', message));
        return;
      } catch {
        await sleep(1_000, undefined, { ref: false });
      }
    }
    // Released while it was connecting.
    if (this.#released) await this.release();
  }
}
