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

/** A run that may start as far as its order is concerned, or that waits for the one before it. */
interface Place {
  readonly run: WaitingRun;
  /** The next of the same order key. */
  next: Place | undefined;
}

/**
 * The runs of one application that wait on this server, and those that go on: who may start next. Runs with the same order key
 * follow each other; the others start in the order in which they came, as far as the bounds allow. What waits behind another of its
 * order is not looked at until that one has ended, however much it is.
 */
export class ApplicationRuns {
  readonly #bounds: ApplicationBounds;
  readonly #elapsed: () => number;
  /** May start: none of their order is before them. In the order in which that came about. */
  readonly #ready = new Set<Place>();
  /** Of each order key that waits or goes on: the first that waits, and the last. */
  readonly #orders = new Map<string, { first: Place | undefined; last: Place | undefined; isRunning: boolean }>();
  readonly #runningFlows = new Map<string, number>();
  #waiting = 0;
  #running = 0;
  /** Starts that are allowed now, and when that was worked out. */
  #allowance: { starts: number; at: number };

  constructor(bounds: ApplicationBounds, elapsed: () => number) {
    this.#bounds = bounds;
    this.#elapsed = elapsed;
    this.#allowance = { starts: bounds.startsPerSecond, at: elapsed() };
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Those that wait: first those that may start next, each order's behind its first. */
  get queued(): readonly WaitingRun[] {
    const queued: WaitingRun[] = [];
    const follow = (first: Place | undefined): void => {
      for (let place = first; place; place = place.next) queued.push(place.run);
    };
    for (const place of this.#ready) follow(place);
    for (const { first, isRunning } of this.#orders.values()) if (isRunning) follow(first);
    return queued;
  }

  get running(): number {
    return this.#running;
  }

  add(run: WaitingRun): void {
    const { order, isLatest } = run.planned;
    if (isLatest && order !== undefined) {
      for (let place = this.#orders.get(order)?.first; place; place = place.next) {
        if (!place.run.planned.isLatest) continue;
        this.#replace(order, place, run);
        place.run.replaced();
        return;
      }
    }
    const place: Place = { run, next: undefined };
    this.#waiting += 1;
    if (order === undefined) {
      this.#ready.add(place);
      return;
    }
    const queue = this.#orders.get(order) ?? { first: undefined, last: undefined, isRunning: false };
    this.#orders.set(order, queue);
    if (queue.last) queue.last.next = place;
    else queue.first = place;
    queue.last = place;
    if (queue.first === place && !queue.isRunning) this.#ready.add(place);
  }

  /** Puts a run whose attempt is lost where it was: before all that came after it. */
  addAgain(run: WaitingRun): void {
    const { order } = run.planned;
    this.#waiting += 1;
    const queue = order === undefined ? undefined : this.#orders.get(order);
    const place: Place = { run, next: queue?.first };
    if (order !== undefined) {
      if (queue?.first) this.#ready.delete(queue.first);
      this.#orders.set(order, { first: place, last: queue?.last ?? place, isRunning: false });
    }
    const others = [...this.#ready];
    this.#ready.clear();
    for (const each of [place, ...others]) this.#ready.add(each);
  }

  /** Removes a run that waits. */
  remove(runId: string): WaitingRun | undefined {
    for (const place of this.#ready) {
      if (place.run.planned.runId !== runId) continue;
      this.#ready.delete(place);
      this.#waiting -= 1;
      const { order } = place.run.planned;
      if (order !== undefined) this.#leave(order, place);
      return place.run;
    }
    for (const [order, queue] of this.#orders) {
      for (let place = queue.first; place; place = place.next) {
        if (place.run.planned.runId !== runId) continue;
        this.#waiting -= 1;
        this.#leave(order, place);
        return place.run;
      }
    }
    return undefined;
  }

  clear(): void {
    this.#ready.clear();
    this.#waiting = 0;
    for (const [order, queue] of this.#orders) {
      if (queue.isRunning) Object.assign(queue, { first: undefined, last: undefined });
      else this.#orders.delete(order);
    }
  }

  /** Starts the run that is next; undefined when none may. */
  next(): WaitingRun | undefined {
    if (this.#running >= this.#bounds.running || this.#ready.size === 0 || !this.#hasAllowance()) return undefined;
    const now = this.#elapsed();
    for (const place of this.#ready) {
      const { order, trigger } = place.run.planned;
      if ((place.run.notBefore ?? now) > now) continue;
      if ((this.#runningFlows.get(trigger.flowId) ?? 0) >= this.#bounds.runningPerFlow) continue;
      this.#ready.delete(place);
      this.#waiting -= 1;
      if (order !== undefined) {
        const queue = this.#orders.get(order);
        if (queue) {
          queue.isRunning = true;
          queue.first = place.next;
          if (!place.next) queue.last = undefined;
        }
      }
      this.#begin(place.run);
      return place.run;
    }
    return undefined;
  }

  /** Ms until a start is allowed again; undefined when neither the starts of a second nor a pause after an attempt hold runs up. */
  get allowedIn(): number | undefined {
    if (this.#ready.size === 0 || this.#running >= this.#bounds.running) return undefined;
    if (!this.#hasAllowance()) return 1000 / this.#bounds.startsPerSecond;
    const now = this.#elapsed();
    let soonest: number | undefined;
    for (const { run } of this.#ready) {
      const pauseMs = (run.notBefore ?? now) - now;
      if (pauseMs > 0) soonest = Math.min(soonest ?? pauseMs, pauseMs);
    }
    return soonest;
  }

  /** The bound that keeps the run that is first from starting; undefined when none does. */
  get heldBy(): { run: WaitingRun; bound: keyof ApplicationBounds } | undefined {
    const now = this.#elapsed();
    for (const { run } of this.#ready) {
      if ((run.notBefore ?? now) > now) continue;
      if (this.#running >= this.#bounds.running) return { run, bound: 'running' };
      if (!this.#hasAllowance()) return { run, bound: 'startsPerSecond' };
      const ofFlow = this.#runningFlows.get(run.planned.trigger.flowId) ?? 0;
      return ofFlow >= this.#bounds.runningPerFlow ? { run, bound: 'runningPerFlow' } : undefined;
    }
    return undefined;
  }

  ended({ order, trigger }: PlannedRun): void {
    this.#running -= 1;
    const queue = order === undefined ? undefined : this.#orders.get(order);
    if (order !== undefined && queue) {
      queue.isRunning = false;
      if (queue.first) this.#ready.add(queue.first);
      else this.#orders.delete(order);
    }
    const left = (this.#runningFlows.get(trigger.flowId) ?? 1) - 1;
    if (left > 0) this.#runningFlows.set(trigger.flowId, left);
    else this.#runningFlows.delete(trigger.flowId);
  }

  #begin({ planned: { trigger } }: WaitingRun): void {
    this.#running += 1;
    this.#allowance.starts -= 1;
    this.#runningFlows.set(trigger.flowId, (this.#runningFlows.get(trigger.flowId) ?? 0) + 1);
  }

  /** Another run takes the place of one that waits. */
  #replace(order: string, old: Place, run: WaitingRun): void {
    const queue = this.#orders.get(order);
    if (!queue) return;
    const place: Place = { run, next: old.next };
    if (queue.first === old) queue.first = place;
    else {
      let before = queue.first;
      while (before && before.next !== old) before = before.next;
      if (before) before.next = place;
    }
    if (queue.last === old) queue.last = place;
    if (this.#ready.delete(old)) this.#ready.add(place);
  }

  /** Takes one that waits out of its order; what follows it may be ready then. */
  #leave(order: string, place: Place): void {
    const queue = this.#orders.get(order);
    if (!queue) return;
    let before: Place | undefined;
    for (let each = queue.first; each && each !== place; each = each.next) before = each;
    if (before) before.next = place.next;
    else queue.first = place.next;
    if (queue.last === place) queue.last = before;
    if (queue.first && !queue.isRunning) this.#ready.add(queue.first);
    if (!queue.first && !queue.isRunning) this.#orders.delete(order);
  }

  #hasAllowance(): boolean {
    const { startsPerSecond } = this.#bounds;
    const now = this.#elapsed();
    const { starts, at } = this.#allowance;
    this.#allowance = { starts: Math.min(starts + ((now - at) / 1000) * startsPerSecond, startsPerSecond), at: now };
    return this.#allowance.starts >= 1;
  }
}
