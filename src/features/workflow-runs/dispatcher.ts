import { Breather } from '../../kernel/breather.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { leaveLane, runInLane } from '../../platform/database/lane.ts';
import { afterCommit } from '../../platform/database/transaction.ts';
import { backOffMs } from '../../platform/durable/back-off.ts';
import { type ApplicationBounds, ApplicationRuns, type WaitingRun } from './application-runs.ts';
import { ApplicationTurns } from './application-turns.ts';
import { currentCause } from './cause.ts';
import { HeldApplication, type HeldRow, maxHeld, maxHeldBytes, maxHeldRuns } from './held-application.ts';
import { maxChain, type Occurrence } from './occurrence.ts';
import { occurrencesOf } from './occurrence-bundle.ts';
import {
  findApplications,
  insertOccurrences,
  markBegun,
  type OccurrenceRow,
  readFirst,
  splitRows,
  takeRows,
  type WantedRows,
} from './occurrence-store.ts';
import { laneOf, type PlannedRun, type Planner, type RunApplication } from './planner.ts';
import type { RunPace } from './run-pace.ts';
import type { Settled, Settlement } from './settlement.ts';

/** How soon what another server has stored is noticed. */
const pollMs = 2_000;
/** Several times within the 30 s that a turn holds. */
const renewMs = 5_000;
/** Occurrences of one look, and applications that it looks at. */
const maxLooked = 2_000;
const maxApplications = 100;
/** A run that has ended its server so often is not begun again (workflows.md, "8. Durability and isolation (ours)"). */
const maxAttempts = 5;
/** Between two attempts. */
const backOff = { firstMs: 500, maxMs: 30_000 };

/** What becomes of a run that has started. */
export type Ended = { readonly kind: 'ended'; readonly settled: Settled } | { readonly kind: 'lost' | 'stopped' };

export interface DispatcherOptions {
  readonly database: Database;
  readonly planner: Planner;
  readonly settlement: Settlement;
  readonly bounds: ApplicationBounds;
  readonly pace: RunPace;
  /** Does one attempt. */
  readonly execute: (planned: PlannedRun, attempt: number) => Promise<Ended>;
  readonly dead: (planned: PlannedRun, attempts: number) => Settled;
  /** Told of a run that waits because of a bound; often, as long as it does. */
  readonly onHeld?: (planned: PlannedRun, bound: keyof ApplicationBounds) => void;
  readonly elapsed: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Works off what has happened: takes rows, finds the runs that each starts, starts them within the bounds of their application,
 * and gives a row up once all its runs have ended. An application is worked off by one server at a time, so that its bounds and
 * the order of its devices hold; applications take turns.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #turns: ApplicationTurns;
  readonly #held = new Map<number, HeldApplication>();
  /** Applications in which something may have been stored since they were looked at. */
  readonly #fresh = new Set<number>();
  readonly #active = new Set<Promise<void>>();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #pollDue = true;
  #timers: NodeJS.Timeout[] = [];
  #startTimer: NodeJS.Timeout | undefined;
  #isStartDue = false;
  #isStopping = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#turns = new ApplicationTurns(options.database);
  }

  async start(): Promise<void> {
    await this.#turns.start();
    const poll = setInterval(() => {
      this.#pollDue = true;
      this.#look();
    }, pollMs);
    const renew = setInterval(() => {
      if (!this.#turns.isEmpty) leaveLane(() => this.#renew()).catch(this.#options.onError);
    }, renewMs);
    this.#timers = [poll, renew];
    this.#look();
  }

  /** Runs that wait or go on here. */
  get size(): number {
    let size = 0;
    for (const { runs } of this.#held.values()) size += runs.waiting + runs.running;
    return size;
  }

  /** Runs of an application that wait here. */
  waitingOf(applicationRowId: number): number {
    return this.#held.get(applicationRowId)?.runs.waiting ?? 0;
  }

  /**
   * Stores something that has happened in an open transaction, and looks at it once that has committed. What a workflow has caused at
   * the end of a long chain of them starts nothing (workflows.md, "5. Nodes").
   */
  async store(tx: Queryable, applicationRowId: number, given: Occurrence): Promise<void> {
    const occurrence = withCause(given);
    if ((occurrence.chain ?? 0) > maxChain) return;
    await insertOccurrences(tx, [{ applicationRowId, occurrence }]);
    afterCommit(tx, () => this.wake(applicationRowId));
  }

  /** As `store`, for several at once. */
  async storeAll(tx: Queryable, applicationRowId: number, given: readonly Occurrence[]): Promise<void> {
    const occurrences = given.map(withCause).filter(({ chain = 0 }) => chain <= maxChain);
    if (occurrences.length === 0) return;
    for (let from = 0; from < occurrences.length; from += maxHeld) {
      const some = occurrences.slice(from, from + maxHeld).map((occurrence) => ({ applicationRowId, occurrence }));
      await insertOccurrences(tx, some);
    }
    afterCommit(tx, () => this.wake(applicationRowId));
  }

  /** Something was stored for the application. */
  wake(applicationRowId: number): void {
    this.#fresh.add(applicationRowId);
    this.#look();
  }

  /** Starts the runs of something that is kept in memory alone; resolves with how many there are. */
  async run(applicationRowId: number, occurrence: Occurrence): Promise<number> {
    const held = await this.#hold(applicationRowId);
    if (!held || this.#isStopping) return 0;
    const planned = (await this.#planIn(held.application, [occurrence], new Breather())) ?? [];
    for (const run of planned) this.#enqueue(held, run, undefined, 0);
    this.#startRuns();
    return planned.length;
  }

  /** As `run`, for whoever does not wait. */
  runSoon(applicationRowId: number, occurrence: Occurrence): void {
    leaveLane(() => this.run(applicationRowId, occurrence)).catch(this.#options.onError);
  }

  /**
   * Runs of a flow that wait: here, or among the first rows of the application that no run here is of. What another server
   * works off is among them until it has ended.
   */
  async readQueued({ applicationRowId }: { applicationRowId: number }, flowId: string): Promise<PlannedRun[]> {
    const { database, planner } = this.#options;
    const held = this.#held.get(applicationRowId);
    const found = (held?.runs.queued ?? []).flatMap(({ planned }) =>
      planned.trigger.flowId === flowId ? [planned] : [],
    );
    const rows = await readFirst(database, {
      applicationRowId,
      but: [...(held?.rowIds ?? [])],
      limit: maxHeld,
      maxBytes: maxHeldBytes,
    });
    if (rows.length === 0) return found;
    const application = (await findApplications(database.kysely, [applicationRowId])).get(applicationRowId);
    if (!application) return found;
    for (const row of rows) {
      for (const occurrence of occurrencesOf(row)) {
        const planned = await planner.plan({ applicationRowId, ...application }, occurrence);
        found.push(...planned.filter((run) => run.trigger.flowId === flowId && !row.finished.includes(run.runId)));
      }
    }
    return found;
  }

  /** Takes a run that waits here out of its queue. */
  removeWaiting(applicationRowId: number, runId: string): WaitingRun | undefined {
    return this.#held.get(applicationRowId)?.runs.remove(runId);
  }

  /** Starts nothing more, waits for what goes on as long as `grace` says, and gives the turns back. */
  async stop(grace: Promise<unknown>): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#startTimer);
    await this.#looking;
    await Promise.race([Promise.all(this.#active), grace]);
    await this.#options.settlement.drain();
    await this.#turns.stop();
  }

  #look(): void {
    if (this.#isStopping) return;
    this.#lookAgain = true;
    this.#looking ??= leaveLane(() => this.#takeIn())
      .catch((error) => {
        if (!this.#isStopping) this.#options.onError(error);
      })
      .finally(() => {
        this.#looking = undefined;
        if (this.#lookAgain) this.#look();
      });
  }

  async #takeIn(): Promise<void> {
    this.#lookAgain = false;
    const { database } = this.#options;
    const asked = new Set(this.#fresh);
    this.#fresh.clear();
    if (this.#pollDue) {
      this.#pollDue = false;
      for (const id of await this.#turns.findWaiting()) asked.add(id);
    }
    for (const [id, held] of this.#held) if (held.wantsMore) asked.add(id);
    if (asked.size === 0) return;
    const wanted = await this.#turns.take(asked);
    // Whoever is not asked this time is next time.
    for (const applicationRowId of wanted.splice(maxApplications)) this.#fresh.add(applicationRowId);
    const open = wanted.flatMap((applicationRowId) => {
      const held = this.#held.get(applicationRowId);
      const room = held ? held.room : { limit: maxHeld, maxBytes: maxHeldBytes };
      return room ? [{ applicationRowId, ...room }] : [];
    });
    const held = [...this.#held.values()].flatMap(({ rowIds }) => [...rowIds]);
    const share = Math.max(Math.floor(maxLooked / Math.max(open.length, 1)), 1);
    const asking = open.map((each) => ({ ...each, limit: Math.min(each.limit, share) }));
    const rows =
      asking.length === 0 ? [] : await takeRows(database, { owner: this.#turns.owner, wanted: asking, held });
    await this.#splitBegun(rows, asking);
    if (this.#fresh.size > 0) this.#lookAgain = true;
    this.#startRuns();
  }

  /** Plans rows, but for those of applications in which one that several share has to be split before: they are asked for again. */
  async #splitBegun(rows: readonly OccurrenceRow[], asked: readonly WantedRows[]): Promise<void> {
    const begun = rows.filter(({ size, attempts }) => size > 1 && attempts > 0);
    if (begun.length === 0) return this.#plan(rows, asked);
    await this.#split(begun);
    const split = new Set(begun.map(({ applicationRowId }) => applicationRowId));
    const isOther = ({ applicationRowId }: { applicationRowId: number }): boolean => !split.has(applicationRowId);
    await this.#plan(rows.filter(isOther), asked.filter(isOther));
  }

  async #plan(rows: readonly OccurrenceRow[], asked: readonly WantedRows[]): Promise<void> {
    const taken = new Map<number, { count: number; bytes: number }>();
    const nothing: OccurrenceRow[] = [];
    /** Rows that start more together than may be here. */
    const tooMuch: OccurrenceRow[] = [];
    /** Applications with as many runs here as may be: what follows of them stays where it is. */
    const full = new Set<number>();
    const breather = new Breather();
    for (const row of rows) {
      const { count, bytes } = taken.get(row.applicationRowId) ?? { count: 0, bytes: 0 };
      taken.set(row.applicationRowId, { count: count + row.size, bytes: bytes + row.content.length });
      const held = await this.#hold(row.applicationRowId);
      if (held?.isFull) full.add(row.applicationRowId);
      if (full.has(row.applicationRowId)) continue;
      const planned = held ? await this.#planIn(held.application, occurrencesOf(row), breather) : [];
      if (!planned) {
        tooMuch.push(row);
        full.add(row.applicationRowId);
        continue;
      }
      const open = planned.filter(({ runId }) => !row.finished.includes(runId));
      if (!held || open.length === 0) {
        nothing.push(row);
        continue;
      }
      const heldRow = held.hold(row, open.length);
      for (const run of open) this.#enqueue(held, run, heldRow, row.attempts);
    }
    for (const { applicationRowId, limit, maxBytes } of asked) {
      const { count, bytes } = taken.get(applicationRowId) ?? { count: 0, bytes: 0 };
      const hasMore = count >= limit || bytes >= maxBytes || full.has(applicationRowId);
      const held = this.#held.get(applicationRowId);
      if (held) held.hasMore = hasMore;
      else if (hasMore) this.#fresh.add(applicationRowId);
    }
    await this.#options.settlement.dropRows(nothing);
    await this.#split(tooMuch);
  }

  /** Gives each occurrence of the rows a row of its own, and asks for them again. */
  async #split(rows: readonly OccurrenceRow[]): Promise<void> {
    if (rows.length === 0) return;
    await splitRows(this.#options.database, rows);
    for (const { applicationRowId } of rows) this.#fresh.add(applicationRowId);
  }

  /**
   * What is done for an application waits for its turn at the database among its owner's: see `SessionScheduler`.
   *
   * @returns undefined when several occurrences start more runs than may be here
   */
  #planIn(
    application: RunApplication,
    occurrences: readonly Occurrence[],
    breather: Breather,
  ): Promise<PlannedRun[] | undefined> {
    return runInLane(laneOf(application), async () => {
      const planned: PlannedRun[] = [];
      for (const occurrence of occurrences) {
        await breather.rest();
        for (const run of await this.#options.planner.plan(application, occurrence)) planned.push(run);
        if (occurrences.length > 1 && planned.length > maxHeldRuns) return undefined;
      }
      return planned;
    });
  }

  async #hold(applicationRowId: number): Promise<HeldApplication | undefined> {
    const known = this.#held.get(applicationRowId);
    if (known) return known;
    const { bounds, database, elapsed } = this.#options;
    const found = (await findApplications(database.kysely, [applicationRowId])).get(applicationRowId);
    if (!found) return undefined;
    const held =
      this.#held.get(applicationRowId) ??
      new HeldApplication({ applicationRowId, ...found }, new ApplicationRuns(bounds, elapsed));
    this.#held.set(applicationRowId, held);
    return held;
  }

  #enqueue(held: HeldApplication, planned: PlannedRun, row: HeldRow | undefined, attempts: number): void {
    const run: WaitingRun = {
      planned,
      attempts,
      start: () => {
        const work = runInLane(laneOf(held.application), () => this.#execute(held, run, row)).catch(
          this.#options.onError,
        );
        this.#active.add(work);
        void work.finally(() => this.#active.delete(work));
      },
      replaced: () => {
        if (row) this.#settle(held, row, planned, undefined);
      },
    };
    if (attempts > 0) run.notBefore = this.#pauseAfter(attempts);
    if (attempts >= maxAttempts) return this.#settle(held, row, planned, this.#options.dead(planned, attempts));
    held.runs.add(run);
  }

  /** What has ended a thread or a server is not begun again at once. */
  #pauseAfter(attempts: number): number {
    return this.#options.elapsed() + backOffMs(backOff, attempts);
  }

  async #execute(held: HeldApplication, run: WaitingRun, row: HeldRow | undefined): Promise<void> {
    // Begun all the same when it could not be noted: the run holds its place, and at worst an attempt is not counted.
    if (row && run.attempts > 0) {
      await markBegun(this.#options.database, row.key).catch(this.#options.onError);
    }
    run.attempts += 1;
    const ended = await this.#options.execute(run.planned, run.attempts);
    held.runs.ended(run.planned);
    if (ended.kind === 'ended') this.#settle(held, row, run.planned, ended.settled);
    else if (ended.kind === 'lost' && run.attempts < maxAttempts) {
      run.notBefore = this.#pauseAfter(run.attempts);
      held.runs.addAgain(run);
    } else if (ended.kind === 'lost') {
      this.#settle(held, row, run.planned, this.#options.dead(run.planned, run.attempts));
    }
    this.#startSoon();
  }

  /** The run has come to its end: what is known of it is stored, and its row goes with the last run. */
  #settle(held: HeldApplication, row: HeldRow | undefined, planned: PlannedRun, settled: Settled | undefined): void {
    if (row) row.open -= 1;
    const isLast = row?.open === 0;
    this.#options.settlement.add(
      { row: row?.key, runId: planned.runId, isLast, settled },
      // Held until it is gone, so that it is not taken again.
      () => {
        if (row && isLast) held.release(row);
        if (held.wantsMore) this.#look();
      },
    );
  }

  /** Once for all runs whose end one message has told: ticks come after all promises that are settled. */
  #startSoon(): void {
    if (this.#isStartDue) return;
    this.#isStartDue = true;
    process.nextTick(() => {
      this.#isStartDue = false;
      leaveLane(() => this.#startRuns());
    });
  }

  /** One run of each application after the other, as long as any may start. */
  #startRuns(): void {
    if (this.#isStopping) return;
    const { pace } = this.#options;
    let started = true;
    while (started) {
      started = false;
      for (const { runs } of this.#held.values()) {
        if (!pace.hasRoom) return this.#startIn(pace.freeInMs);
        const run = runs.next();
        if (!run) continue;
        started = true;
        pace.started();
        run.start();
      }
    }
    for (const { runs } of this.#held.values()) {
      const held = runs.heldBy;
      if (held) this.#options.onHeld?.(held.run.planned, held.bound);
    }
    const soonest = Math.min(...[...this.#held.values()].map(({ runs }) => runs.allowedIn ?? Number.POSITIVE_INFINITY));
    if (soonest !== Number.POSITIVE_INFINITY) this.#startIn(soonest);
  }

  #startIn(ms: number): void {
    clearTimeout(this.#startTimer);
    this.#startTimer = setTimeout(() => this.#startRuns(), Math.ceil(ms));
  }

  /** Keeps the turns alive; those of applications that rest are given back, those that were lost are let go. */
  async #renew(): Promise<void> {
    const { lost, kept } = await this.#turns.renew();
    for (const id of lost) this.#held.get(id)?.clear();
    const resting = kept.filter((id) => this.#held.get(id)?.isResting ?? true);
    for (const id of resting) this.#held.delete(id);
    await this.#turns.leave(resting);
  }
}

/** What happens while a node acts has come of its workflow. */
function withCause(occurrence: Occurrence): Occurrence {
  const cause = occurrence.chain === undefined ? currentCause() : undefined;
  if (!cause) return occurrence;
  const { type } = occurrence.relay;
  // What a node of a custom node does is told as the workflow's that holds it.
  const relay = type === 'public' || type === 'flow' ? cause.relay : occurrence.relay;
  return { ...occurrence, relay, chain: cause.chain };
}
