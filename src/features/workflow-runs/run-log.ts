import { toStorableText } from '../../kernel/json-text.ts';
import { cutText } from '../../kernel/text.ts';
import type { Database, Statement } from '../../platform/database/database.ts';
import { isDataError } from '../../platform/database/errors.ts';
import type { RunOutcome } from './interpreter/host.ts';
import type { RunningRun } from './run-executor.ts';
import {
  keptRecent,
  type Minute,
  maxErrors,
  minuteStatement,
  type Recent,
  type RecentRun,
  recentStatement,
} from './run-store.ts';
import { triggerIdOf } from './start-payload.ts';

/** How long numbers wait to be written with others: what a crash may lose of them. */
const flushMs = 1_000;

/** Whose minutes they are. */
export type MinuteOwner = Pick<Minute, 'applicationRowId' | 'flowRowId' | 'flowVersion'>;

/** The numbers of runs: gathered here and written once a second, so that a run costs no statement of its own. */
export class RunLog {
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  #minutes = new Map<string, Minute>();
  #recent = new Map<number, Recent>();
  /** On their way to the database. */
  #written: readonly Recent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(options: { database: Database; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#onError = options.onError;
  }

  add(run: RunningRun, outcome: RunOutcome, endedAt: number): void {
    const { planned, flow, startedAt } = run;
    const { applicationRowId } = planned.application;
    const { flowRowId, version: flowVersion } = flow;
    const numbers = this.#minuteOf({ applicationRowId, flowRowId, flowVersion }, startedAt);
    const wallMs = Math.max(endedAt - startedAt, 0);
    numbers.runCount += 1;
    numbers.pathsCompleted += outcome.pathsCompleted;
    numbers.pathsFailed += outcome.pathsFailed;
    numbers.wallMs += wallMs;
    if (outcome.error) {
      numbers.errorCount += 1;
      const { name, message } = outcome.error.error;
      countError(numbers, `${name}: ${message}`);
    }
    if (outcome.status === 'succeeded') {
      const recent = this.#recent.get(flowRowId) ?? { applicationRowId, flowRowId, runs: [] };
      this.#recent.set(flowRowId, recent);
      recent.runs.push(toRecentRun(run, outcome, endedAt));
      if (recent.runs.length > keptRecent) recent.runs.shift();
    }
    this.#flushSoon();
  }

  /** Runs of a workflow that have succeeded here and that the database may not tell of yet, newest first. */
  recentOf(flowRowId: number): readonly RecentRun[] {
    const written = this.#written.find((each) => each.flowRowId === flowRowId);
    return [...(written?.runs ?? []), ...(this.#recent.get(flowRowId)?.runs ?? [])].reverse();
  }

  /** Puts an error into the log that is no run's: one that was not begun. */
  note(flow: MinuteOwner, error: string, at: number): void {
    countError(this.#minuteOf(flow, at), error);
    this.#flushSoon();
  }

  #minuteOf({ applicationRowId, flowRowId, flowVersion }: MinuteOwner, at: number): Minute {
    const minute = at - (at % 60_000);
    const key = `${flowRowId}/${flowVersion}/${minute}`;
    const numbers = this.#minutes.get(key) ?? {
      ...{ applicationRowId, flowRowId, flowVersion, minute },
      ...{ runCount: 0, errorCount: 0, pathsCompleted: 0, pathsFailed: 0, wallMs: 0, errors: {} },
    };
    this.#minutes.set(key, numbers);
    return numbers;
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => void this.flush().catch(this.#onError), flushMs);
  }

  /** Writes what has been gathered; resolves when it, and what was being written, is there. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#flushing?.catch(() => undefined);
    if (this.#minutes.size === 0 && this.#recent.size === 0) return;
    const minutes = [...this.#minutes.values()];
    const recent = [...this.#recent.values()];
    this.#minutes = new Map();
    this.#recent = new Map();
    this.#written = recent;
    this.#flushing = this.#write(minutes, recent).finally(() => {
      this.#written = [];
    });
    await this.#flushing;
  }

  async #write(minutes: readonly Minute[], recent: readonly Recent[]): Promise<void> {
    const statements: Statement[] = [];
    if (minutes.length > 0) statements.push(minuteStatement(minutes));
    if (recent.length > 0) statements.push(recentStatement(recent));
    try {
      await this.#database.batch(statements);
    } catch (error) {
      if (!isDataError(error) || minutes.length + recent.length <= 1) throw error;
      // A value that cannot be stored is one workflow's own; the others' numbers are kept.
      for (const each of minutes) await this.#write([each], []).catch(this.#onError);
      for (const each of recent) await this.#write([], [each]).catch(this.#onError);
    }
  }
}

/** What is kept of a run that has succeeded. */
export function toRecentRun(
  { planned, flow, attempt, startedAt }: RunningRun,
  { pathsCompleted }: Pick<RunOutcome, 'pathsCompleted'>,
  endedAt: number,
): RecentRun {
  return {
    id: planned.runId,
    flowVersion: flow.version,
    triggerType: planned.trigger.type,
    triggerId: toStorableText(triggerIdOf(planned)),
    replayOf: planned.occurrence.replayOf,
    attempts: attempt,
    startedAt: new Date(startedAt).toISOString(),
    wallTime: Math.max(endedAt - startedAt, 0),
    pathsCompleted,
  };
}

function countError({ errors }: Minute, error: string): void {
  const text = cutText(toStorableText(error), 500);
  if (!Object.hasOwn(errors, text) && Object.keys(errors).length >= maxErrors) return;
  errors[text] = (errors[text] ?? 0) + 1;
}
