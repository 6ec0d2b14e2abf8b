import { type RunJob, type StartedJob, WorkerThread } from './worker-thread.ts';

/** The threads that run workflows. A run goes to the one that has fewest. */
export class WorkerPool {
  readonly #threads: WorkerThread[];

  /** @param options.count threads, each started when it is first needed */
  constructor(options: { count: number; allowedHosts: readonly string[]; onDeath: (error: unknown) => void }) {
    const { count, allowedHosts, onDeath } = options;
    // The file beside this one, as it is here: source in a test, JavaScript when built.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const file = new URL(`./flow-worker.${extension}`, import.meta.url);
    this.#threads = Array.from({ length: count }, () => new WorkerThread({ file, allowedHosts, onDeath }));
  }

  run(job: RunJob): StartedJob {
    const idlest = this.#threads.reduce((best, thread) => (thread.size < best.size ? thread : best));
    return idlest.run(job);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }
}
