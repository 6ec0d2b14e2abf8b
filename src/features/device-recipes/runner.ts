import type { Logger } from 'pino';
import { csvLine } from '../../kernel/csv.ts';
import { parseJson } from '../../kernel/json-text.ts';
import { cutText } from '../../kernel/text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { nextAttempt } from '../../platform/durable/back-off.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { ExportKind, RequestedExports } from '../exports/index.ts';
import {
  advance,
  deleteSteps,
  findJob,
  findJobOf,
  type JobRow,
  keepLines,
  readSteps,
  type StepRow,
} from './job-store.ts';
import { type DeviceMaker, devicesPerStep } from './maker.ts';
import { resultHeader } from './plan.ts';
import { type ClaimedJob, type JobClaim, jobQueue, jobRetries } from './queue.ts';
import { planRows, resultLine } from './rows.ts';

/** Jobs of different applications that get on side by side; each has the database for one step at a time. */
const jobsAtOnce = 2;
/** Steps whose lines are read at once. */
const stepsPerRead = 20;
const maxErrorLength = 1024;

/** The kind of the exports that hold the results. */
export const resultKind = 'deviceRecipe';

export interface RecipeRunnerOptions {
  readonly database: Database;
  readonly maker: DeviceMaker;
  readonly requested: RequestedExports;
  readonly secrets: SecretBox;
  /** Whether devices are reporting: the work then rests between its steps. */
  readonly isReporting: () => boolean;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Makes the devices of large calls, step by step. What a step makes, its part of the result and that it is done are one
 * transaction under the job's claim: a server that is killed, or succeeded by another, leaves no step half done and none
 * done twice.
 */
export class RecipeRunner {
  readonly #options: RecipeRunnerOptions;
  readonly #runner: LeasedRunner<ClaimedJob, number>;

  constructor(options: RecipeRunnerOptions) {
    const { database, onError, now } = options;
    this.#options = options;
    this.#runner = new LeasedRunner({
      database,
      queue: jobQueue,
      concurrency: jobsAtOnce,
      maxAttempts: jobRetries.maxAttempts,
      work: (claim, attempt) => this.#run(claim, attempt),
      fail: (claim, error) => this.#fail(claim, error),
      onError,
      now,
    });
  }

  /** Begins as soon as the transaction that inserts a job has committed. */
  wakeAfter(tx: Queryable): void {
    this.#runner.wakeAfter(tx);
  }

  start(): Promise<void> {
    return this.#runner.start();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** The results of jobs as a kind of export; each step's lines are opened as they are written. */
  get resultExport(): ExportKind {
    return {
      kind: resultKind,
      actions: ['deviceRecipe.bulkCreate'],
      lines: ({ id }, signal) => this.#lines(id, signal),
      onWritten: (tx, { id }) => deleteSteps(tx, id),
    };
  }

  async #run(claim: JobClaim, { signal }: Attempt): Promise<void> {
    const { database, isReporting } = this.#options;
    const job = await findJob(database.kysely, claim.key);
    if (!job) throw new ClaimLostError();
    const ingestYield = new IngestYield({ database, isReporting });
    for (let next = job.next_step; ; next += 1) {
      await ingestYield.yieldToIngest(signal);
      const [step] = await readSteps(database.kysely, claim.key, { from: next, limit: 1 });
      if (!step) break;
      await this.#make(claim, job, step);
    }
    await this.#end(claim);
  }

  async #make(claim: JobClaim, { plan }: JobRow, step: StepRow): Promise<void> {
    const { database, maker, requested, secrets, now } = this.#options;
    const { applicationRowId } = claim;
    await inTransaction(database, async (tx) => {
      // Locks the job until the end: nobody else can take it over with this step half done.
      if (!(await jobQueue.renew(tx, claim))) throw new ClaimLostError();
      const { rows, unnamed_before: unnamedBefore } = step;
      const made = await maker.make(tx, { applicationRowId }, plan, { rows, unnamedBefore });
      await keepLines(tx, claim.key, step.step, secrets.seal(JSON.stringify(made.lines)));
      await advance(tx, claim, { ...made, step: step.step, now: new Date(now()) });
      await requested.progress(tx, claim.exportId, step.step * devicesPerStep + rows.length);
    });
  }

  async #end(claim: JobClaim): Promise<void> {
    const { database, logger, requested, now } = this.#options;
    await inTransaction(database, async (tx) => {
      if (!(await jobQueue.finish(tx, claim, { state: 'done', now: new Date(now()) }))) throw new ClaimLostError();
      await requested.close(tx, claim.exportId);
    });
    const job = await findJob(database.kysely, claim.key);
    const { applicationId, exportId } = claim;
    const counts = { created: job?.created, failed: job?.failed };
    logger.info({ applicationId, jobId: exportId, ...counts }, 'devices were made from a recipe');
  }

  async #fail(claim: JobClaim, error: unknown): Promise<void> {
    const { database, logger, requested, now } = this.#options;
    logger.warn({ err: error, jobId: claim.exportId }, 'devices could not be made from a recipe');
    const message = cutText(error instanceof Error ? error.message : String(error), maxErrorLength);
    const retryAt = nextAttempt(jobRetries, { attempts: claim.attempts, now: now() });
    const failure = { error: message, now: new Date(now()) };
    if (retryAt) {
      await jobQueue.retry(database.kysely, claim, { ...failure, retryAt });
      return;
    }
    // What was made is told, with its keys; the result says of the other rows that they were not.
    await inTransaction(database, async (tx) => {
      if (await jobQueue.deadLetter(tx, claim, failure)) await requested.close(tx, claim.exportId);
    });
  }

  async *#lines(exportId: string, signal: AbortSignal): AsyncGenerator<string[]> {
    const { database, secrets } = this.#options;
    const job = await findJobOf(database.kysely, exportId);
    if (!job) throw new ClaimLostError();
    yield [csvLine(resultHeader(job.plan))];
    for (let from = 0; ; from += stepsPerRead) {
      signal.throwIfAborted();
      const steps = await readSteps(database.kysely, job.device_recipe_job_row_id, { from, limit: stepsPerRead });
      for (const step of steps) {
        const { sealed_lines: sealed } = step;
        yield sealed === null ? notMade(job, step) : (parseJson(secrets.open(sealed)) as string[]);
      }
      if (steps.length < stepsPerRead) return;
    }
  }
}

function notMade({ plan }: JobRow, { rows, unnamed_before: unnamedBefore }: StepRow): string[] {
  const refusal = 'The server failed before this device was made';
  return planRows(plan, rows, unnamedBefore).map(({ cells }) => resultLine(plan, cells, { refusal }));
}
