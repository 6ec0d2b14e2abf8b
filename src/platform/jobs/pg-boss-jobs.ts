import { CompiledQuery } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import { afterCommit } from '../database/transaction.ts';
import type { JobOptions, JobRun, Jobs, SendOptions } from './jobs.ts';

interface Definition {
  readonly options: JobOptions;
  readonly run: (job: JobRun<object>) => Promise<void>;
}

/**
 * How soon a job is noticed that another server has queued, a schedule has, or that is to be tried again. What is queued here
 * is begun at once. Each kind of job is asked for by itself, so that a short time would keep an idle server busy.
 */
const pollingSeconds = 15;
/** How long stopping waits for running jobs to notice their signal; the whole server has 10 s. */
const stopMs = 4_000;

/** `Jobs` on pg-boss, in a schema of its own on the same database. */
export class PgBossJobs implements Jobs {
  readonly #boss: PgBoss;
  readonly #definitions = new Map<string, Definition>();
  readonly #schedules = new Map<string, string>();
  readonly #stopping = new AbortController();
  /** Ids of the workers of each kind of job, as many as may run at the same time. */
  readonly #workers = new Map<string, string[]>();
  #started = false;

  constructor(options: { database: Database; onError: (error: unknown) => void }) {
    const { database } = options;
    this.#boss = new PgBoss({
      db: {
        executeSql: async (text, values) =>
          values && values.length > 0
            ? { rows: await database.query({ sql: text, parameters: values }) }
            : { rows: await database.script(text) },
      },
      backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
      schema: 'jobs',
      // Housekeeping once a minute is plenty for a queue of this size, and quiet on a small machine.
      superviseIntervalSeconds: 60,
      // No job here waits for another.
      flowIntervalSeconds: 3600,
      registerInstance: false,
    });
    this.#boss.on('error', options.onError);
  }

  define<Data extends object>(name: string, options: JobOptions, run: (job: JobRun<Data>) => Promise<void>): void {
    this.#definitions.set(name, { options, run: run as Definition['run'] });
  }

  schedule(name: string, cron: string): void {
    this.#schedules.set(name, cron);
  }

  async send<Data extends object>(
    tx: Queryable,
    name: string,
    data: Data,
    options: SendOptions = {},
  ): Promise<string | undefined> {
    const id = await this.#boss.send(name, data, {
      db: { executeSql: (text, values = []) => tx.executeQuery(CompiledQuery.raw(text, [...values])) },
      // Without a key of its own each job is its own singleton: the queue would otherwise hold one at a time.
      singletonKey: options.singletonKey ?? crypto.randomUUID(),
      ...(options.startAfterSeconds === undefined ? {} : { startAfter: options.startAfterSeconds }),
    });
    if (tx.isTransaction) afterCommit(tx, () => this.#wake(name));
    else this.#wake(name);
    return id ?? undefined;
  }

  #wake(name: string): void {
    for (const worker of this.#workers.get(name) ?? []) this.#boss.notifyWorker(worker);
  }

  async start(): Promise<void> {
    await this.#boss.start();
    this.#started = true;
    await this.#ensureQueues();
    await this.#ensureSchedules();
    for (const [name, { options, run }] of this.#definitions) {
      const workers: string[] = [];
      this.#workers.set(name, workers);
      while (workers.length < options.concurrency) workers.push(await this.#work(name, run));
    }
  }

  /** Most starts find everything as it is to be: one look for all kinds of jobs, not several statements for each. */
  async #ensureQueues(): Promise<void> {
    const names = [...this.#definitions.keys()];
    const present = new Map<string, object>();
    for (const queue of await this.#boss.getQueues(names)) present.set(queue.name, queue);
    for (const [name, { options }] of this.#definitions) {
      const wanted = toQueue(options);
      const stored = present.get(name);
      if (!stored) await this.#boss.createQueue(name, { ...wanted, policy: 'exclusive' });
      else if (!holds(stored, wanted)) await this.#boss.updateQueue(name, wanted);
    }
  }

  async #ensureSchedules(): Promise<void> {
    const present = new Map<string, object>();
    for (const { name, cron, options } of await this.#boss.getSchedules()) present.set(name, { cron, ...options });
    for (const [name, cron] of this.#schedules) {
      const wanted = { tz: 'UTC', missed: 'once' } as const;
      if (!holds(present.get(name) ?? {}, { cron, ...wanted })) await this.#boss.schedule(name, cron, {}, wanted);
    }
  }

  /** Has a worker begin, and returns its id. After each job the kind is asked for at once: more may be waiting. */
  #work(name: string, run: Definition['run']): Promise<string> {
    return this.#boss.work(name, { batchSize: 1, pollingIntervalSeconds: pollingSeconds }, async (jobs) => {
      try {
        for (const { id, data, signal } of jobs) {
          await run({ id, data: data as object, signal: AbortSignal.any([signal, this.#stopping.signal]) });
        }
      } finally {
        this.#wake(name);
      }
    });
  }

  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#stopping.abort(new Error('the server is stopping'));
    await this.#boss.stop({ graceful: true, timeout: stopMs, close: true });
  }
}

function toQueue(options: JobOptions) {
  return {
    retryLimit: options.retryLimit,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 3600,
    expireInSeconds: options.expireInSeconds,
    // Noticed this long after a crash, the job runs again.
    heartbeatSeconds: 30,
    deleteAfterSeconds: 7 * 24 * 3600,
  };
}

function holds(stored: object, wanted: object): boolean {
  const fields: Readonly<Record<string, unknown>> = { ...stored };
  return Object.entries(wanted).every(([name, value]) => fields[name] === value);
}
