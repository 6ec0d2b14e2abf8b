import type { PlannedRun } from './planner.ts';

/** How much of an application runs at the same time (workflows.md, "8. Durability and isolation (ours)"). */
export interface ApplicationBounds {
  readonly running: number;
  readonly runningPerFlow: number;
  readonly startsPerSecond: number;
}

/** A run that waits for its turn. */
export interface WaitingRun {
  readonly planned: PlannedRun;
  /** Attempts that have ended with their thread or server. */
  attempts: number;
  /** It is not begun again before: of the clock `elapsed`, in ms. */
  notBefore?: number;
  readonly start: () => void;
  /** Another run of the same device has taken its place. */
  readonly replaced: () => void;
}

/**
 * The runs of one application that wait on this server, and those that go on: who may start next. Runs with the same order key
 * follow each other; the others start in the order in which they came, as far as the bounds allow.
 */
export class ApplicationRuns {
  readonly #bounds: ApplicationBounds;
  readonly #elapsed: () => number;
  /** In the order in which they came. */
  #waiting: WaitingRun[] = [];
  /** Those of them that are not begun again at once. */
  readonly #delayed = new Set<WaitingRun>();
  readonly #runningOrders = new Set<string>();
  readonly #runningFlows = new Map<string, number>();
  #running = 0;
  /** Starts that are allowed now, and when that was worked out. */
  #allowance: { starts: number; at: number };

  constructor(bounds: ApplicationBounds, elapsed: () => number) {
    this.#bounds = bounds;
    this.#elapsed = elapsed;
    this.#allowance = { starts: bounds.startsPerSecond, at: elapsed() };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Those that wait, in the order in which they came. */
  get queued(): readonly WaitingRun[] {
    return this.#waiting;
  }

  get running(): number {
    return this.#running;
  }

  add(run: WaitingRun): void {
    const { order, isLatest } = run.planned;
    if (isLatest && order !== undefined) {
      const before = this.#waiting.findIndex(({ planned }) => planned.order === order && planned.isLatest);
      if (before >= 0) {
        const [replaced] = this.#waiting.splice(before, 1, run);
        if (replaced) this.#delayed.delete(replaced);
        replaced?.replaced();
        return;
      }
    }
    if (run.notBefore !== undefined) this.#delayed.add(run);
    this.#waiting.push(run);
  }

  /** Puts a run whose attempt is lost where it was: before all that came after it. */
  addAgain(run: WaitingRun): void {
    if (run.notBefore !== undefined) this.#delayed.add(run);
    this.#waiting.unshift(run);
  }

  /** Removes a run that waits. */
  remove(runId: string): WaitingRun | undefined {
    const index = this.#waiting.findIndex(({ planned }) => planned.runId === runId);
    const [removed] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (removed) this.#delayed.delete(removed);
    return removed;
  }

  clear(): void {
    this.#waiting = [];
    this.#delayed.clear();
  }

  /** Starts the run that is next; undefined when none may. */
  next(): WaitingRun | undefined {
    if (this.#running >= this.#bounds.running || this.#waiting.length === 0 || !this.#hasAllowance()) return undefined;
    const now = this.#elapsed();
    const blocked = new Set(this.#runningOrders);
    for (let index = 0; index < this.#waiting.length; index += 1) {
      const run = this.#waiting[index] as WaitingRun;
      const { order, trigger } = run.planned;
      const isBlocked = (order !== undefined && blocked.has(order)) || (run.notBefore ?? now) > now;
      if (!isBlocked && (this.#runningFlows.get(trigger.flowId) ?? 0) < this.#bounds.runningPerFlow) {
        this.#waiting.splice(index, 1);
        this.#delayed.delete(run);
        this.#begin(run);
        return run;
      }
      // Whatever follows it has to wait for it too.
      if (order !== undefined) blocked.add(order);
    }
    return undefined;
  }

  /** Ms until a start is allowed again; undefined when neither the starts of a second nor a pause after an attempt hold runs up. */
  get allowedIn(): number | undefined {
    if (this.#waiting.length === 0 || this.#running >= this.#bounds.running) return undefined;
    if (!this.#hasAllowance()) return 1000 / this.#bounds.startsPerSecond;
    const now = this.#elapsed();
    let soonest: number | undefined;
    for (const { notBefore = 0 } of this.#delayed) {
      if (notBefore > now) soonest = Math.min(soonest ?? notBefore - now, notBefore - now);
    }
    return soonest;
  }

  /** The bound that keeps the run that is first from starting; undefined when none does. */
  get heldBy(): { run: WaitingRun; bound: keyof ApplicationBounds } | undefined {
    const [run] = this.#waiting;
    if (!run) return undefined;
    if (this.#running >= this.#bounds.running) return { run, bound: 'running' };
    if (!this.#hasAllowance()) return { run, bound: 'startsPerSecond' };
    const ofFlow = this.#runningFlows.get(run.planned.trigger.flowId) ?? 0;
    return ofFlow >= this.#bounds.runningPerFlow ? { run, bound: 'runningPerFlow' } : undefined;
  }

  ended({ order, trigger }: PlannedRun): void {
    this.#running -= 1;
    if (order !== undefined) this.#runningOrders.delete(order);
    const left = (this.#runningFlows.get(trigger.flowId) ?? 1) - 1;
    if (left > 0) this.#runningFlows.set(trigger.flowId, left);
    else this.#runningFlows.delete(trigger.flowId);
  }

  #begin({ planned: { order, trigger } }: WaitingRun): void {
    this.#running += 1;
    this.#allowance.starts -= 1;
    if (order !== undefined) this.#runningOrders.add(order);
    this.#runningFlows.set(trigger.flowId, (this.#runningFlows.get(trigger.flowId) ?? 0) + 1);
  }

  #hasAllowance(): boolean {
    const { startsPerSecond } = this.#bounds;
    const now = this.#elapsed();
    const { starts, at } = this.#allowance;
    this.#allowance = { starts: Math.min(starts + ((now - at) / 1000) * startsPerSecond, startsPerSecond), at: now };
    return this.#allowance.starts >= 1;
  }
}
