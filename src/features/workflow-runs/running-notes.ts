import { toStorableText } from '../../kernel/json-text.ts';
import type { Database } from '../../platform/database/database.ts';
import type { RunExecutor, RunningRun } from './run-executor.ts';
import { dropRunning, noteRunning, type RunElsewhere } from './running-store.ts';
import { triggerIdOf } from './start-payload.ts';

/** How often is looked what goes on, and how long a run has gone on before others are told: most have ended by then. */
const lookMs = 1_000;
/** Looks between two signs of life. */
const looksPerSign = 5;
/** Runs of this server that others are told of: far more than anybody looks at. */
const maxNoted = 2_000;

/**
 * Tells the other servers which runs go on here, so that whoever asks one of them is told "running" and not "queued". A run that ends
 * within a second costs nothing.
 */
export class RunningNotes {
  readonly #database: Database;
  readonly #executor: RunExecutor;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #noted = new Map<RunningRun, RunElsewhere>();
  #looks = 0;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    database: Database;
    executor: RunExecutor;
    now: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#executor = options.executor;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  start(): void {
    // The embedded engine has one server.
    if (this.#database.kind === 'embedded') return;
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look()
        .catch(this.#onError)
        .finally(() => {
          this.#looking = undefined;
        });
    }, lookMs);
  }

  /** Once no run goes on here any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#drop([...this.#noted.keys()]).catch(this.#onError);
  }

  async #look(): Promise<void> {
    const running = new Set(this.#executor.running);
    const ended = [...this.#noted.keys()].filter((run) => !running.has(run));
    const since = this.#now() - lookMs;
    const added = new Map<RunningRun, RunElsewhere>();
    for (const run of running) {
      if (this.#noted.size + added.size >= maxNoted) break;
      if (!this.#noted.has(run) && run.startedAt <= since) added.set(run, describe(run));
    }
    this.#looks += 1;
    const isSign = this.#looks % looksPerSign === 0;
    await this.#drop(ended);
    const told = [...(isSign ? this.#noted.values() : []), ...added.values()];
    if (told.length > 0) await noteRunning(this.#database, told);
    for (const [run, note] of added) this.#noted.set(run, note);
  }

  async #drop(runs: readonly RunningRun[]): Promise<void> {
    if (runs.length === 0) return;
    // One that was begun again meanwhile has the same id, and is told of anew.
    await dropRunning(
      this.#database,
      runs.flatMap((run) => this.#noted.get(run) ?? []),
    );
    for (const run of runs) this.#noted.delete(run);
  }
}

function describe({ planned, flow, attempt, startedAt }: RunningRun): RunElsewhere {
  return {
    applicationRowId: planned.application.applicationRowId,
    runId: planned.runId,
    flowRowId: flow.flowRowId,
    version: flow.version,
    triggerType: planned.trigger.type,
    triggerId: toStorableText(triggerIdOf(planned)),
    replayOf: planned.occurrence.replayOf,
    attempts: attempt,
    startedAt: new Date(startedAt),
  };
}
