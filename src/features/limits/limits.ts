import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../kernel/errors.ts';
import {
  limits as definitions,
  describeLimit,
  type Limit,
  type LimitName,
  type LimitValue,
  limitNames,
  type NamesOfKind,
  parseLimit,
} from '../../kernel/limits.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { LimitUse } from '../../platform/http/limit-headers.ts';
import { readOverridesOf } from './override-store.ts';
import { readTotals, type Taken, takeOfDay, takeOfRate } from './store.ts';

/** A limit that holds for an application, and who says so. */
export interface LimitInForce {
  readonly limit: Limit;
  readonly source: 'setting' | 'owner' | 'application';
}

export type LimitsInForce = Readonly<Record<LimitName, LimitInForce>>;

/** Applications whose limits are remembered; one that falls out is read again. */
const maxRemembered = 10_000;
/** What another server has set is known after so long at most. */
const freshMs = 60_000;

/** What the totals of an application call what has a limit on its amount; whatever is not here is counted by its feature. */
const totalTypes: Readonly<Partial<Record<NamesOfKind<'amount'>, string>>> = {
  devices: 'device',
  fileBytes: 'storage.bytes',
  workflows: 'flow',
};

/** How a feature counts what it has no total for. */
export interface AmountCounter {
  /** How many the application has, as far as the transaction sees. */
  readonly count: (db: Queryable, applicationRowId: number) => Promise<number>;
  /**
   * How many all transactions of a moment may add together before any of them sees the others': with more room left than this they
   * need not wait for each other.
   */
  readonly addedAtOnce: number;
}

/** Any number that nothing else uses as the first half of an advisory lock. */
const lockClass = 7_460_018;

/** The limits of applications (resources.md, "Limits"), and taking out of them for all servers together. */
export class Limits {
  readonly #database: Database;
  readonly #settings: Readonly<Record<LimitName, Limit>>;
  /** What holds where nothing is set. */
  readonly #usual: LimitsInForce;
  readonly #elapsed: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #counters = new Map<NamesOfKind<'amount'>, AmountCounter>();
  readonly #known = new LRUCache<number, { inForce: LimitsInForce; at: number }>({ max: maxRemembered });
  readonly #reading = new Map<number, Promise<LimitsInForce>>();
  #generation = 0;

  constructor(options: {
    database: Database;
    settings: Readonly<Record<LimitName, Limit>>;
    elapsed: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#settings = options.settings;
    this.#usual = this.#resolve([]);
    this.#elapsed = options.elapsed;
    this.#onError = options.onError;
  }

  /** To be called when features are created, by who has a limit on its amount and keeps no total of it. */
  countBy(name: NamesOfKind<'amount'>, counter: AmountCounter): void {
    this.#counters.set(name, counter);
  }

  /** Forgets what was read: something was set, or an application has another owner. */
  forget(): void {
    this.#generation += 1;
    this.#known.clear();
    this.#reading.clear();
  }

  /** What the settings say. */
  get settings(): Readonly<Record<LimitName, Limit>> {
    return this.#settings;
  }

  /** The limits of an application as this server knows them; undefined where it has to read them first. */
  peek(applicationRowId: number): LimitsInForce | undefined {
    const known = this.#known.get(applicationRowId);
    if (!known) return undefined;
    if (this.#elapsed() - known.at > freshMs) this.#read(applicationRowId).catch(this.#onError);
    return known.inForce;
  }

  /** As `peek`; what the settings say where it is not known yet, and it is on the next call. */
  peekOrRead(applicationRowId: number): LimitsInForce {
    const known = this.peek(applicationRowId);
    if (!known) this.#read(applicationRowId).catch(this.#onError);
    return known ?? this.#usual;
  }

  /** @param tx the transaction that the caller is in: another connection would wait for it on the embedded database */
  async of(applicationRowId: number, tx?: Queryable): Promise<LimitsInForce> {
    return this.peek(applicationRowId) ?? (tx ? this.#load(tx, applicationRowId) : this.#read(applicationRowId));
  }

  /** Reads them once for all who ask at the same time. */
  #read(applicationRowId: number): Promise<LimitsInForce> {
    const reading = this.#reading.get(applicationRowId);
    if (reading) return reading;
    const read = this.#load(this.#database.kysely, applicationRowId).finally(() => {
      if (this.#reading.get(applicationRowId) === read) this.#reading.delete(applicationRowId);
    });
    this.#reading.set(applicationRowId, read);
    return read;
  }

  async #load(db: Queryable, applicationRowId: number): Promise<LimitsInForce> {
    const generation = this.#generation;
    const inForce = this.#resolve(await readOverridesOf(db, applicationRowId));
    if (generation === this.#generation) this.#known.set(applicationRowId, { inForce, at: this.#elapsed() });
    return inForce;
  }

  #resolve(rows: Awaited<ReturnType<typeof readOverridesOf>>): LimitsInForce {
    const resolve = (name: LimitName): LimitInForce => {
      for (const source of ['application', 'owner'] as const) {
        const row = rows.find((each) => each.name === name && each.source === source);
        const limit = row && parseLimit(name, row.value);
        if (limit !== undefined) return { limit, source };
      }
      return { limit: this.#settings[name], source: 'setting' };
    };
    return Object.fromEntries(limitNames.map((name) => [name, resolve(name)])) as Record<LimitName, LimitInForce>;
  }

  /**
   * Takes out of a limit on a rate or a day, all or nothing; given back when the transaction is rolled back.
   *
   * @param options.onUse told where the application stands then, where there is a limit
   * @throws AppError Throttled when that much is not left
   */
  async take(
    db: Queryable,
    applicationRowId: number,
    name: NamesOfKind<'rate' | 'day'>,
    { amount = 1, onUse }: { amount?: number; onUse?: ((use: LimitUse) => void) | undefined } = {},
  ): Promise<void> {
    const { limit } = (await this.of(applicationRowId, db))[name];
    if (limit === null || amount === 0) return;
    const taken = await this.takeOf(db, { applicationRowId, name, limit, amount, isPartial: false });
    onUse?.(toUse(name, limit, taken));
    if (taken.granted < amount) throw refuse(name, limit, { amount, waitMs: taken.waitMs });
  }

  /** As `take`, of a known limit, and returns what came of it. */
  takeOf(
    db: Queryable,
    taking: { applicationRowId: number; name: LimitName; limit: LimitValue; amount: number; isPartial: boolean },
  ): Promise<Taken> {
    return definitions[taking.name].kind === 'day' ? takeOfDay(db, taking) : takeOfRate(db, taking);
  }

  /**
   * Makes sure, in the transaction that has added to what the application has, that it is within its limit: at the end of the
   * transaction, because whoever adds as well may have to wait until then.
   *
   * @throws AppError LimitReached
   */
  async requireWithin(tx: Queryable, applicationRowId: number, name: NamesOfKind<'amount'>): Promise<void> {
    const { limit } = (await this.of(applicationRowId, tx))[name];
    if (limit === null) return;
    const counter = this.#counters.get(name);
    let room = await this.roomFor(tx, applicationRowId, name);
    if (counter && room >= 0 && room < counter.addedAtOnce) {
      // A total is a row that whoever adds to it holds; here, who adds waits for whoever has added, and counts again.
      await sql`select pg_advisory_xact_lock(${lockClass}, ${applicationRowId}::bigint::integer)`.execute(tx);
      room = await this.roomFor(tx, applicationRowId, name);
    }
    if (room < 0) throw limitReached(name, limit);
  }

  /** How much more the application may have at present; infinity without a limit, negative beyond it. */
  async roomFor(db: Queryable, applicationRowId: number, name: NamesOfKind<'amount'>): Promise<number> {
    const { limit } = (await this.of(applicationRowId, db))[name];
    if (limit === null) return Number.POSITIVE_INFINITY;
    return limit.count - (await this.#count(db, applicationRowId, name));
  }

  /** What the application has of each, as the transaction sees it. */
  async readAmounts(db: Queryable, applicationRowId: number): Promise<ReadonlyMap<LimitName, number>> {
    const amounts = new Map<LimitName, number>();
    const types = Object.entries(totalTypes) as [NamesOfKind<'amount'>, string][];
    const totals = await readTotals(
      db,
      applicationRowId,
      types.map(([, type]) => type),
    );
    for (const [name, type] of types) amounts.set(name, totals.get(type) ?? 0);
    for (const [name, { count }] of this.#counters) amounts.set(name, await count(db, applicationRowId));
    return amounts;
  }

  async #count(db: Queryable, applicationRowId: number, name: NamesOfKind<'amount'>): Promise<number> {
    const counter = this.#counters.get(name);
    if (counter) return counter.count(db, applicationRowId);
    const type = totalTypes[name];
    if (type === undefined) throw new Error(`nobody counts ${name}`);
    return (await readTotals(db, applicationRowId, [type])).get(type) ?? 0;
  }
}

/** The 403 for what an application may not have more of. */
export function limitReached(name: NamesOfKind<'amount'>, limit: Limit): AppError {
  const most = limit === null ? 'have no more' : describeLimit(name, limit);
  return new AppError('LimitReached', `The application may ${most} (limit "${name}")`);
}

/** The 429 for what an application has used up. */
export function refuse(
  name: LimitName,
  limit: LimitValue,
  { amount, waitMs }: { amount: number; waitMs: number },
): AppError {
  const most = `The application may ${describeLimit(name, limit)} (limit "${name}")`;
  // No waiting would help.
  if (amount > limit.count) return new AppError('LimitReached', `${most}; this would be ${amount}`);
  return new AppError('Throttled', most, { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
}

/** Where an application stands with a limit, as headers tell it. */
export function toUse(name: LimitName, limit: LimitValue, taken: Pick<Taken, 'remaining' | 'resetMs'>): LimitUse {
  const { kind, unit } = definitions[name];
  return {
    name,
    unit,
    limit: limit.count,
    windowSeconds: kind === 'day' ? 86_400 : limit.windowMs / 1000,
    remaining: taken.remaining,
    resetSeconds: Math.ceil(taken.resetMs / 1000),
  };
}
