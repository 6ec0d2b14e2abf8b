import { AppError } from '../../kernel/errors.ts';
import type { Lane } from './lane.ts';

export interface SessionSchedulerOptions {
  /** Sessions that can be used at the same time. */
  readonly places: number;
  /** Ms from any start; for tests. */
  readonly elapsed?: () => number;
}

/** What a place was taken for: commits of what devices report, a caller, or the server itself. */
export type SessionUse = 'batch' | Lane | undefined;

/** Callers are bounded by their own queues; this many waiting means that the database has stopped responding. */
const maxWaiting = 10_000;
/** Of one lane: beyond it the lane's own calls are refused, and nobody else's. */
const maxWaitingInLane = 1_000;
/** Longer than any turn of ours takes, shorter than a caller's patience. */
const maxWaitMs = 30_000;
/** What somebody has used counts half after this long. */
const halfLifeMs = 10_000;

interface Waiting {
  readonly kind: SessionUse;
  readonly since: number;
  readonly begin: () => void;
  readonly reject: (error: AppError) => void;
}

const serverLane: Lane = { owner: '', name: '' };
const laneKey = ({ owner, name }: Lane): string => `${owner}/${name}`;

/**
 * Who is next to use the database. While there is room nobody waits. Then commits and everybody else take turns, and among
 * the others it is the turn of whoever has used the database least of late: first between owners, then between what
 * belongs to one. No owner has all places of several, however much it asks for, and no lane all that its owner may have.
 */
export class SessionScheduler {
  readonly #places: number;
  readonly #maxPerOwner: number;
  readonly #maxPerLane: number;
  readonly #elapsed: () => number;
  readonly #used = new Map<string, { ms: number; at: number }>();
  /** Places taken, by owner and by the key of a lane. */
  readonly #busy = new Map<string, number>();
  readonly #batches: Waiting[] = [];
  readonly #lanes = new Map<string, { readonly lane: Lane; readonly waiting: Waiting[] }>();
  #waiting = 0;
  #taken = 0;
  #lastWasBatch = false;
  #expiry: NodeJS.Timeout | undefined;

  constructor({ places, elapsed = () => performance.now() }: SessionSchedulerOptions) {
    this.#places = places;
    this.#maxPerOwner = Math.max(1, Math.floor(places / 2));
    this.#maxPerLane = Math.max(1, this.#maxPerOwner - 1);
    this.#elapsed = elapsed;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Takes a place and begins the work there, at once or, when it is its turn, before `give` returns: whoever gives a place
   * back leaves it no moment empty. Everyone who has taken one gives it back.
   *
   * @throws AppError Unavailable when too many wait already, or the wait is too long
   */
  async take<Result>(kind: SessionUse, begin: () => Promise<Result>): Promise<Result> {
    if (this.#waiting === 0 && this.#mayGo(kind)) {
      this.#start(kind);
      return begin();
    }
    const refusal = this.#refuse(kind);
    if (refusal) throw refusal;
    return new Promise((resolve, reject) => {
      const waiting = { kind, since: this.#elapsed(), begin: () => resolve(begin()), reject };
      this.#waiting += 1;
      if (kind === 'batch') this.#batches.push(waiting);
      else this.#lineOf(kind ?? serverLane).waiting.push(waiting);
      this.#expiry ??= setInterval(() => this.#expire(), 1_000).unref();
      // Others may wait only because their owner has its share already.
      this.#next();
    });
  }

  /** Gives a place back that was held for so long. */
  give(kind: SessionUse, heldMs: number): void {
    this.#taken -= 1;
    if (kind !== 'batch') {
      const lane = kind ?? serverLane;
      for (const key of [lane.owner, laneKey(lane)]) {
        const busy = (this.#busy.get(key) ?? 1) - 1;
        if (busy > 0) this.#busy.set(key, busy);
        else this.#busy.delete(key);
        this.#charge(key, heldMs);
      }
    }
    this.#next();
  }

  #mayGo(kind: SessionUse): boolean {
    if (this.#taken >= this.#places) return false;
    if (kind === 'batch' || kind === undefined) return true;
    const busy = (key: string): number => this.#busy.get(key) ?? 0;
    return busy(kind.owner) < this.#maxPerOwner && busy(laneKey(kind)) < this.#maxPerLane;
  }

  #start(kind: SessionUse): void {
    this.#taken += 1;
    this.#lastWasBatch = kind === 'batch';
    if (kind === 'batch') return;
    const lane = kind ?? serverLane;
    for (const key of [lane.owner, laneKey(lane)]) this.#busy.set(key, (this.#busy.get(key) ?? 0) + 1);
  }

  #next(): void {
    while (this.#waiting > 0 && this.#taken < this.#places) {
      const batch = this.#batches[0];
      const line = batch && !this.#lastWasBatch ? undefined : this.#findLine();
      const waiting = line ? line.waiting.shift() : this.#batches.shift();
      if (!waiting) return;
      if (line && line.waiting.length === 0) this.#lanes.delete(laneKey(line.lane));
      this.#waiting -= 1;
      this.#start(waiting.kind);
      waiting.begin();
    }
    this.#restWhenNobodyWaits();
  }

  #restWhenNobodyWaits(): void {
    if (this.#waiting > 0) return;
    clearInterval(this.#expiry);
    this.#expiry = undefined;
  }

  /** The line whose turn it is among those that may go. */
  #findLine() {
    let best: { line: { lane: Lane; waiting: Waiting[] }; owner: number; lane: number } | undefined;
    // One moment for all: of two lanes of one owner, the one looked at later would seem to have used less.
    const now = this.#elapsed();
    for (const line of this.#lanes.values()) {
      if (!this.#mayGo(line.waiting[0]?.kind)) continue;
      const owner = this.#usedBy(line.lane.owner, now);
      const lane = this.#usedBy(laneKey(line.lane), now);
      if (!best || owner < best.owner || (owner === best.owner && lane < best.lane)) best = { line, owner, lane };
    }
    return best?.line;
  }

  #lineOf(lane: Lane) {
    const key = laneKey(lane);
    let line = this.#lanes.get(key);
    if (!line) {
      line = { lane, waiting: [] };
      this.#lanes.set(key, line);
    }
    return line;
  }

  #refuse(kind: SessionUse): AppError | undefined {
    const inLane = kind === 'batch' ? 0 : (this.#lanes.get(laneKey(kind ?? serverLane))?.waiting.length ?? 0);
    // However many others wait: what devices report, and the lease of this server, must not be turned away for them.
    const waiting = kind === 'batch' ? this.#batches.length : this.#waiting;
    if (waiting < maxWaiting && (kind === undefined || inLane < maxWaitingInLane)) return undefined;
    return new AppError('Unavailable', 'Too many requests are waiting for the database; retry later', {
      retryAfter: 5,
    });
  }

  #usedBy(key: string, now: number): number {
    const used = this.#used.get(key);
    return used ? used.ms * 0.5 ** ((now - used.at) / halfLifeMs) : 0;
  }

  #charge(key: string, ms: number): void {
    const now = this.#elapsed();
    this.#used.set(key, { ms: this.#usedBy(key, now) + ms, at: now });
    if (this.#used.size <= 10_000) return;
    for (const known of this.#used.keys()) if (this.#usedBy(known, now) < 1) this.#used.delete(known);
  }

  #expire(): void {
    const before = this.#elapsed() - maxWaitMs;
    const drop = (line: Waiting[]): void => {
      while (line[0] && line[0].since < before) {
        this.#waiting -= 1;
        const error = new AppError('Unavailable', 'The database cannot be reached', { retryAfter: 5 });
        line.shift()?.reject(error);
      }
    };
    drop(this.#batches);
    for (const [key, line] of this.#lanes) {
      drop(line.waiting);
      if (line.waiting.length === 0) this.#lanes.delete(key);
    }
    this.#restWhenNobodyWaits();
  }

  /** Refuses whoever still waits: the database closes. */
  stop(): void {
    for (const line of [this.#batches, ...[...this.#lanes.values()].map(({ waiting }) => waiting)]) {
      for (const waiting of line.splice(0)) {
        this.#waiting -= 1;
        waiting.reject(new AppError('Unavailable', 'The database is closed', { retryAfter: 5 }));
      }
    }
    this.#lanes.clear();
    this.#restWhenNobodyWaits();
  }
}
