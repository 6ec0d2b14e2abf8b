import type { Listeners } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { afterCommit } from '../../platform/database/transaction.ts';
import { ClockLoop } from '../../platform/jobs/clock-loop.ts';
import {
  beat,
  type DueState,
  listBeyond,
  listDue,
  listPending,
  readGeneration,
  readUpSince,
  updateState,
  watchByPresentClock,
} from './clock-store.ts';
import type { AlarmOccurrences } from './occurrences.ts';
import { toAlarmRule } from './representation.ts';
import type { RuleReview } from './review.ts';
import type { RuleSet } from './rule-set.ts';
import { readEnabledRules } from './store.ts';

/** Well within the 30 s after which no server seems to be up; each is a write to the disk. */
const beatMs = 5_000;
/** Reports that are beyond a limit come in numbers; a look for each commit would be too many. */
const turnMs = 200;
/** Of one application at a time. */
const duePerApplication = 50;
const pendingPerLook = 20;
/** When what has failed is tried again. */
const failedMs = 30_000;
/** Changed devices that are looked at one by one; beyond that all of the application are. */
const maxChanged = 1_000;

/**
 * Looks after alarm rules: reads them when some server has changed one, looks through devices where that is due, and has the
 * events opened and resolved whose time has come. Every server does so; the rows decide who does what.
 */
export class AlarmClock {
  readonly #database: Database;
  readonly #rules: RuleSet;
  readonly #occurrences: AlarmOccurrences;
  readonly #review: RuleReview;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  readonly #loop: ClockLoop;
  /** Of its own: signs of life must not wait for a long look. */
  readonly #beats: ClockLoop;
  /** Devices that were changed, by application; undefined: too many to name. */
  readonly #changed = new Map<string, Set<string> | undefined>();
  #generation: number | undefined;

  constructor(options: {
    database: Database;
    rules: RuleSet;
    occurrences: AlarmOccurrences;
    review: RuleReview;
    onError: (error: unknown) => void;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#rules = options.rules;
    this.#occurrences = options.occurrences;
    this.#review = options.review;
    this.#onError = options.onError;
    this.#now = options.now;
    const { now, onError } = options;
    this.#loop = new ClockLoop({
      look: (signal) => this.#look(signal),
      onPutBack: (at, signal) => this.#onPutBack(at, signal),
      now,
      onError,
    });
    this.#beats = new ClockLoop({ look: () => this.#beat(), now, onError, pollMs: beatMs });
  }

  get listens(): Listeners {
    return {
      'device.changed': ({ applicationId, deviceId }) => this.#noteChange(applicationId, deviceId),
      'application.deleted': ({ applicationId }) => {
        this.#changed.delete(applicationId);
        this.#generation = undefined;
        this.wake();
      },
      'invalidations.missed': () => {
        this.#generation = undefined;
        this.wake();
      },
    };
  }

  async start(): Promise<void> {
    await this.#beat();
    await this.#readRules();
    this.#beats.wake();
    this.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#loop.stop(), this.#beats.stop()]);
  }

  /** Looks now. */
  wake(): void {
    this.#loop.wake();
  }

  /** Looks now and returns once all that was due by then has been done, for tests. */
  settle(): Promise<void> {
    return this.#loop.settle();
  }

  /** Looks in a moment: something was stored that may be due. */
  wakeSoon(): void {
    this.#loop.wakeBy(this.#now() + turnMs);
  }

  /** Looks once the transaction, which has changed a rule, has committed. */
  wakeAfter(tx: Queryable): void {
    afterCommit(tx, () => this.wake());
  }

  /** Since when some server could hear devices, in epoch ms; undefined while that is not known. */
  readUpSince(): Promise<number | undefined> {
    return readUpSince(this.#database.kysely);
  }

  /** No sign of life while nothing that devices send can be stored: they would all seem to be silent. */
  async #beat(): Promise<undefined> {
    if (!this.#database.isDiskFull) await beat(this.#database.kysely, this.#now());
  }

  async #readRules(): Promise<void> {
    const db = this.#database.kysely;
    const generation = await readGeneration(db);
    if (generation === this.#generation) return;
    this.#rules.replace((await readEnabledRules(db)).map((row) => toAlarmRule(row, row.application_id)));
    this.#generation = generation;
  }

  async #readBeyond(): Promise<void> {
    const thresholds = this.#rules.all.filter(({ condition }) => condition.kind === 'threshold');
    this.#rules.setBeyond(
      await listBeyond(
        this.#database.kysely,
        thresholds.map(({ rowId }) => rowId),
      ),
    );
  }

  /** What is due by a clock that was ahead would else wait until the clock is there again. */
  async #onPutBack(now: number, signal: AbortSignal): Promise<void> {
    while (!this.#database.isDiskFull && !signal.aborted && (await watchByPresentClock(this.#database, now)));
  }

  async #look(signal: AbortSignal): Promise<undefined> {
    if (this.#database.isDiskFull) return;
    await this.#readRules();
    await this.#readBeyond();
    await this.#reviewPending(signal);
    await this.#reviewChanged(signal);
    await this.#review.reviewNew({ signal });
    for (let more = true; more && !signal.aborted; ) {
      const due = await listDue(this.#database.kysely, { now: this.#now(), limit: duePerApplication });
      more = (await this.#settleDue(due, signal)) && due.length >= duePerApplication;
    }
  }

  async #reviewPending(signal: AbortSignal): Promise<void> {
    for (const row of await listPending(this.#database.kysely, pendingPerLook)) {
      await this.#review.review(row, { signal });
    }
  }

  async #reviewChanged(signal: AbortSignal): Promise<void> {
    for (const [applicationId, deviceIds] of [...this.#changed]) {
      this.#changed.delete(applicationId);
      await this.#review.reviewDevices(applicationId, deviceIds && [...deviceIds], { signal });
    }
  }

  /** Whether all of it was done; what could not be is tried at the next look. */
  async #settleDue(due: readonly DueState[], signal: AbortSignal): Promise<boolean> {
    let done = true;
    for (const state of due) {
      if (signal.aborted) return false;
      const { applicationId, ruleId, ruleName } = state;
      const source = { type: 'alarmRule', id: ruleId, name: ruleName } as const;
      const rule = this.#rules.get(state.alarm_rule_row_id);
      try {
        await this.#occurrences.settle(state, rule, { applicationId, source });
      } catch (error) {
        done = false;
        if (!signal.aborted) this.#onError(error);
        // The others must not wait for one that cannot be settled.
        await updateState(this.#database.kysely, state, { due: this.#now() + failedMs });
      }
    }
    return done;
  }

  #noteChange(applicationId: string, deviceId: string): void {
    if (this.#rules.isEmpty) return;
    const known = this.#changed.get(applicationId);
    if (known === undefined && this.#changed.has(applicationId)) return;
    const devices = (known ?? new Set()).add(deviceId);
    this.#changed.set(applicationId, devices.size > maxChanged ? undefined : devices);
    this.wakeSoon();
  }
}
