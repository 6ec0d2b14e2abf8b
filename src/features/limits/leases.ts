import type { AppError } from '../../kernel/errors.ts';
import { limits as definitions, type LimitName, type LimitValue, type NamesOfKind } from '../../kernel/limits.ts';
import type { Database } from '../../platform/database/database.ts';
import type { LimitUse } from '../../platform/http/limit-headers.ts';
import { type Limits, refuse, toUse } from './limits.ts';
import { giveBackOfDay } from './store.ts';

type LeasedName = NamesOfKind<'rate' | 'day'>;

/** What this server has taken out of a limit of an application, for what comes next. */
interface Lease {
  /** What it was taken of: of another limit, nothing of it counts. */
  readonly limit: LimitValue;
  left: number;
  /** Of the limit beside what is left here, when it was last asked. */
  remaining: number;
  /** By `elapsed`: what is left is no longer worth anything. */
  until: number;
  resetAt: number;
  /** By `elapsed`: asking the database before would be in vain. */
  refusedUntil: number;
  filling: Promise<void> | undefined;
}

/** Parts of a limit that a server takes at a time: as much at most lies idle with each server, or is lost when one is killed. */
const parts: Readonly<Record<'day' | 'rate', number>> = { day: 200, rate: 20 };
/** Leases kept; a further one costs its statement each time. */
const maxLeases = 20_000;

/**
 * Takes out of limits where that happens too often to ask the database each time: a server takes a part of a limit in
 * advance and asks again when that is used up. The limit is never exceeded, however many servers there are.
 */
export class LimitLeases {
  readonly #limits: Limits;
  readonly #database: Database;
  readonly #elapsed: () => number;
  readonly #leases = new Map<string, Lease & { readonly applicationRowId: number; readonly name: LeasedName }>();

  constructor(options: { limits: Limits; database: Database; elapsed: () => number }) {
    this.#limits = options.limits;
    this.#database = options.database;
    this.#elapsed = options.elapsed;
  }

  /**
   * Takes all of the amounts or, returning why, none. Returns at once, without a promise, wherever the database need not be
   * asked: nearly always.
   */
  take(
    applicationRowId: number,
    amounts: Readonly<Partial<Record<LeasedName, number>>>,
    onUse?: (use: LimitUse) => void,
  ): AppError | undefined | Promise<AppError | undefined> {
    const inForce = this.#limits.peek(applicationRowId);
    if (!inForce)
      return this.#limits.of(applicationRowId).then(() => this.#takeSlowly(applicationRowId, amounts, onUse));
    let isLimited = false;
    for (const name in amounts) isLimited ||= inForce[name as LeasedName].limit !== null;
    if (!isLimited) return undefined;
    const taken: { name: LeasedName; lease: Lease; amount: number }[] = [];
    for (const [name, amount] of Object.entries(amounts) as [LeasedName, number][]) {
      const { limit } = inForce[name];
      if (limit === null) continue;
      const lease = this.#lease(applicationRowId, name, limit);
      if (lease.left >= amount) {
        lease.left -= amount;
        taken.push({ name, lease, amount });
        continue;
      }
      for (const each of taken) each.lease.left += each.amount;
      const waitMs = lease.refusedUntil - this.#elapsed();
      if (waitMs <= 0 && amount <= limit.count) return this.#takeSlowly(applicationRowId, amounts, onUse, name);
      onUse?.(this.#toUse(name, lease));
      return refuse(name, limit, { amount, waitMs });
    }
    if (onUse) for (const each of taken) onUse(this.#toUse(each.name, each.lease));
    return undefined;
  }

  /** Asks the database for the limit of which too little is left, and tries again. */
  async #takeSlowly(
    applicationRowId: number,
    amounts: Readonly<Partial<Record<LeasedName, number>>>,
    onUse: ((use: LimitUse) => void) | undefined,
    name?: LeasedName,
  ): Promise<AppError | undefined> {
    if (name !== undefined) {
      const { limit } = (await this.#limits.of(applicationRowId))[name];
      if (limit !== null) {
        const lease = this.#lease(applicationRowId, name, limit);
        lease.filling ??= this.#fill(applicationRowId, name, lease, amounts[name] ?? 0).finally(() => {
          lease.filling = undefined;
        });
        await lease.filling;
      }
    }
    return this.take(applicationRowId, amounts, onUse);
  }

  async #fill(applicationRowId: number, name: LeasedName, lease: Lease, wanted: number): Promise<void> {
    const { limit } = lease;
    const missing = wanted - lease.left;
    const part = Math.ceil(limit.count / parts[definitions[name].kind]);
    const amount = Math.max(missing, part);
    const options = { applicationRowId, name, limit, amount, isPartial: true };
    const taken = await this.#limits.takeOf(this.#database.kysely, options);
    const now = this.#elapsed();
    lease.left += taken.granted;
    lease.remaining = taken.remaining;
    lease.resetAt = now + taken.resetMs;
    lease.until = now + (definitions[name].kind === 'day' ? taken.resetMs : limit.windowMs);
    // What is missing may be a part of what was asked for.
    const isShort = lease.left < wanted;
    const stepMs = limit.windowMs / limit.count;
    const waitMs = definitions[name].kind === 'day' ? taken.resetMs : (wanted - lease.left) * stepMs;
    if (isShort) lease.refusedUntil = now + Math.max(1, waitMs);
  }

  #lease(applicationRowId: number, name: LeasedName, limit: LimitValue): Lease {
    const key = `${applicationRowId} ${name}`;
    const known = this.#leases.get(key);
    const isSame = known?.limit.count === limit.count && known.limit.windowMs === limit.windowMs;
    if (known && isSame && (known.filling || known.until > this.#elapsed())) return known;
    if (!known && this.#leases.size >= maxLeases) this.#dropSome();
    const nothing = { left: 0, remaining: 0, until: Number.POSITIVE_INFINITY, resetAt: 0, refusedUntil: 0 };
    const lease = { ...nothing, applicationRowId, name, limit, filling: undefined };
    this.#leases.set(key, lease);
    return lease;
  }

  /** What is left in them counts as used. */
  #dropSome(): void {
    for (const [key, lease] of this.#leases) {
      if (this.#leases.size < maxLeases * 0.9) return;
      if (!lease.filling) this.#leases.delete(key);
    }
  }

  #toUse(name: LimitName, lease: Lease): LimitUse {
    const resetMs = Math.max(0, lease.resetAt - this.#elapsed());
    return toUse(name, lease.limit, { remaining: lease.remaining + lease.left, resetMs });
  }

  /** What this server has taken out of a limit of the application and not used yet. */
  idle(applicationRowId: number, name: string): number {
    const lease = this.#leases.get(`${applicationRowId} ${name}`);
    return lease && lease.until > this.#elapsed() ? lease.left : 0;
  }

  /** Gives back what was taken of the day and not used. */
  async stop(): Promise<void> {
    for (const { applicationRowId, name, left, until } of this.#leases.values()) {
      if (left === 0 || definitions[name].kind !== 'day' || until <= this.#elapsed()) continue;
      await giveBackOfDay(this.#database.kysely, { applicationRowId, name, amount: left });
    }
    this.#leases.clear();
  }
}
