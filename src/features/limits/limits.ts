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

/** What the totals of an application call what has a limit on its amount. */
export const totalTypes: Readonly<Record<NamesOfKind<'amount'>, string>> = {
  devices: 'device',
  fileBytes: 'storage.bytes',
};

/** The limits of applications (resources.md, "Limits"), and taking out of them for all servers together. */
export class Limits {
  readonly #database: Database;
  readonly #settings: Readonly<Record<LimitName, Limit>>;
  /** What holds where nothing is set. */
  readonly #usual: LimitsInForce;
  readonly #elapsed: () => number;
  readonly #onError: (error: unknown) => void;
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
   * Makes sure, in the transaction that has added to a total of the application and so keeps others from adding to it, that
   * it is within its limit.
   *
   * @throws AppError LimitReached
   */
  async requireWithin(tx: Queryable, applicationRowId: number, name: NamesOfKind<'amount'>): Promise<void> {
    const room = await this.roomFor(tx, applicationRowId, name);
    if (room < 0) throw limitReached(name, (await this.of(applicationRowId, tx))[name].limit);
  }

  /** How much more the application may have at present; infinity without a limit, negative beyond it. */
  async roomFor(db: Queryable, applicationRowId: number, name: NamesOfKind<'amount'>): Promise<number> {
    const { limit } = (await this.of(applicationRowId, db))[name];
    if (limit === null) return Number.POSITIVE_INFINITY;
    const type = totalTypes[name];
    const totals = await readTotals(db, applicationRowId, [type]);
    return limit.count - (totals.get(type) ?? 0);
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
