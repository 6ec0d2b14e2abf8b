import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../database/database.ts';

/** How long a claim holds without a sign of life; after a crash on a server database the job waits as long. */
const lease = sql`clock_timestamp() + interval '30 seconds'`;

/**
 * A queue whose jobs are the rows of a table of its owner. Such a table has the columns `application_row_id`, `state`,
 * `attempts`, `error`, `next_attempt_at`, `claim`, `lease_until` and `updated_at`; what else it has is the owner's.
 */
export interface QueueDefinition {
  readonly table: string;
  /** The column that names one job. */
  readonly key: string;
  /**
   * The table with a row for each application that has ever had a job: `application_row_id` (unique), `served_at`,
   * `not_before` and `failures` (0 at first).
   */
  readonly turns: string;
  readonly states: {
    /** Waits for its first attempt, or for any when `next_attempt_at` is null. */
    readonly pending: string;
    /** Under way; a claim gives a job the first of them. */
    readonly working: readonly [string, ...string[]];
    /** An attempt has failed, `next_attempt_at` says when the next is due. May be the same as `pending` or `dead`. */
    readonly retrying: string;
    /** Given up: `next_attempt_at` is null. */
    readonly dead: string;
  };
  /** A column that goes before turns; lower first. */
  readonly urgency?: string;
  /** A column that decides between the jobs of one application; lower first. */
  readonly order: string;
  /** Joined to the job `d`: whoever finds no partner is not taken (`join application_directory a on … and a.deleted_at is null`). */
  readonly join?: RawBuilder<unknown>;
  /** What a claim brings along besides its own, as a list for `select`. */
  readonly columns?: RawBuilder<unknown>;
}

/** One attempt at one job, held until it is ended, handed back, or taken over because it showed no sign of life. */
export interface Claim<Key extends string | number = string | number> {
  /** The fencing token: what is written under a claim is written only while the row still carries it. */
  readonly token: string;
  readonly key: Key;
  readonly applicationRowId: number;
  /** Whose the application is: equal texts are one owner. */
  readonly owner: string;
  /** This one included. */
  readonly attempts: number;
}

interface Ending {
  readonly now: Date;
  /** What else changes in the job's row, as assignments. */
  readonly set?: readonly RawBuilder<unknown>[];
}

/** A job that was given up. */
export interface DeadJob<Key> {
  readonly key: Key;
  readonly attempts: number;
  readonly error: string | null;
  readonly updatedAt: Date;
}

/**
 * The statements of durable work, safe on any number of servers: the rows decide. What ends or changes a job takes its
 * claim and does nothing when that no longer holds. Each runs on the transaction that it is given, so that the end of a
 * job and what follows from it are one.
 *
 * `Row` is what `columns` of the definition select.
 */
export class DurableQueue<Row extends object = object, Key extends string | number = number> {
  readonly #definition: QueueDefinition;
  readonly #table: RawBuilder<unknown>;
  readonly #turns: RawBuilder<unknown>;
  readonly #working: RawBuilder<unknown>;
  readonly #open: RawBuilder<unknown>;

  constructor(definition: QueueDefinition) {
    this.#definition = definition;
    this.#table = sql.table(definition.table);
    this.#turns = sql.table(definition.turns);
    const { pending, working, retrying } = definition.states;
    this.#working = literals(working);
    this.#open = literals(new Set([pending, ...working, retrying]));
  }

  /** Lets the application take part in the turns; to be called by whoever inserts a job. */
  async join(db: Queryable, applicationRowId: number): Promise<void> {
    await sql`insert into ${this.#turns} (application_row_id) values (${applicationRowId})
      on conflict do nothing`.execute(db);
  }

  /** Whether there is a job that has not ended: a small part of the work of `claimNext`, which may still find none to take. */
  async hasOpen(db: Queryable): Promise<boolean> {
    const { rows } = await sql<{ open: boolean }>`
      select exists (select from ${this.#table} where state in (${this.#open})) as open`.execute(db);
    return rows[0]?.open ?? false;
  }

  /**
   * Takes the job that is next: the most urgent; among equals, of the owner, and then of the application, that has waited longest
   * since its last turn; then by the order of the definition. Somebody with a thousand applications has one
   * turn of two, beside somebody with one. One job of an application at a time, so that no application holds every
   * place (two servers that look in the same instant may take two). Whoever has its turn has it after all that had theirs,
   * also within one tick of the clock, or when that was put back.
   *
   * @param options.without owners, as claims name them, whose jobs are left
   */
  async claimNext(
    db: Queryable,
    options: { token: string; now: Date; without?: readonly string[] },
  ): Promise<(Claim<Key> & Row) | undefined> {
    const { token, now, without = [] } = options;
    const { key, states, urgency, order, join, columns } = this.#definition;
    const [pending, retrying] = [sql.lit(states.pending), sql.lit(states.retrying)];
    const { rows } = await sql<Omit<Claim<Key>, 'token'> & Row>`with waiting as materialized (
        select w.application_row_id, p.owner_type, p.owner_id,
          coalesce(p.owner_type || ' ' || p.owner_id, w.application_row_id::text) as owner
        from (select distinct application_row_id from ${this.#table} where state in (${this.#open})) w
          left join application_directory p on p.application_row_id = w.application_row_id
      ), owners as materialized (
        select o.owner, max(u.served_at) as served_at
        from (select distinct owner, owner_type, owner_id from waiting) o
          join application_directory p on p.owner_type = o.owner_type and p.owner_id = o.owner_id and p.deleted_at is null
          join ${this.#turns} u on u.application_row_id = p.application_row_id
        group by o.owner
      ), next as (
        select d.${sql.ref(key)} as "key", d.application_row_id as "applicationRowId", w.owner
          ${columns ? sql`, ${columns}` : sql``}
        from ${this.#table} d join ${this.#turns} t on t.application_row_id = d.application_row_id
          join waiting w on w.application_row_id = d.application_row_id
          left join owners on owners.owner = w.owner ${join ?? sql``}
        where d.state in (${this.#open}) and not (w.owner = any(${[...without]}::text[]))
          and ((d.state = ${pending} and d.next_attempt_at is null)
            or (d.state in (${pending}, ${retrying}) and d.next_attempt_at <= ${now})
            or (d.state in (${this.#working}) and (d.lease_until is null or d.lease_until < clock_timestamp())))
          and (t.not_before is null or t.not_before <= ${now})
          and not exists (select from ${this.#table} o where o.application_row_id = d.application_row_id
            and o.state in (${this.#working}) and o.lease_until >= clock_timestamp())
        order by ${urgency === undefined ? sql`` : sql`d.${sql.ref(urgency)}, `}
          coalesce(owners.served_at, t.served_at) nulls first, t.served_at nulls first,
          d.${sql.ref(order)}
        limit 1
        for update of d, t skip locked
      ), served as (
        update ${this.#turns} as t set served_at = greatest(clock_timestamp(),
          (select max(served_at) from ${this.#turns}) + interval '1 microsecond') from next
        where t.application_row_id = next."applicationRowId"
      )
      update ${this.#table} as d set state = ${states.working[0]}, claim = ${token}, lease_until = ${lease},
        attempts = d.attempts + 1, next_attempt_at = null, updated_at = ${now}
      from next where d.${sql.ref(key)} = next."key"
      returning next.*, d.attempts`.execute(db);
    const row = rows[0];
    return row && { ...row, token };
  }

  /** Shows that the claim's holder is alive. False when the job is no longer its own. */
  renew(db: Queryable, claim: Claim<Key>): Promise<boolean> {
    return this.#update(db, claim, []);
  }

  /** Writes how far the work is, which is a sign of life too. False, and nothing written, when the claim does not hold. */
  save(
    db: Queryable,
    claim: Claim<Key>,
    { state, now, set = [] }: Ending & { /** One of the working ones. */ state: string },
  ): Promise<boolean> {
    return this.#update(db, claim, [sql`state = ${state}`, sql`updated_at = ${now}`, ...set]);
  }

  async #update(db: Queryable, claim: Claim<Key>, set: readonly RawBuilder<unknown>[]): Promise<boolean> {
    const { numAffectedRows } = await sql`update ${this.#table} set ${sql.join([sql`lease_until = ${lease}`, ...set])}
      where ${this.#held(claim)}`.execute(db);
    return Number(numAffectedRows ?? 0) > 0;
  }

  /** Gives the job back for whoever comes next, as if this attempt had not been: a server that stops has not failed. */
  async release(db: Queryable, claim: Claim<Key>): Promise<void> {
    await sql`update ${this.#table} set claim = null, lease_until = null, attempts = greatest(attempts - 1, 0)
      where ${this.#held(claim)}`.execute(db);
  }

  /** Frees what a former run of this server has held when it died. Only where no other server uses the database. */
  async releaseAll(db: Queryable): Promise<void> {
    await sql`update ${this.#table} set claim = null, lease_until = null where claim is not null`.execute(db);
  }

  /**
   * Ends the job as done; its application has proved that its work can be done.
   *
   * @param ending.from the only working state in which the job may end so
   * @returns false when the claim does not hold: nothing is changed then
   */
  finish(
    db: Queryable,
    claim: Claim<Key>,
    ending: Ending & { readonly state: string; readonly from?: string },
  ): Promise<boolean> {
    const from = ending.from === undefined ? sql`` : sql`and state = ${ending.from}`;
    const turn = { set: sql`failures = 0, not_before = null`, where: sql`and failures > 0` };
    return this.#end(db, claim, { ...ending, error: null, retryAt: null, from, turn });
  }

  /**
   * Ends the attempt as failed, the job is tried again.
   *
   * @param failure.holdOthers whether the application's other jobs would fail alike, so that they wait as long
   * @returns false when the claim does not hold: nothing is changed then
   */
  retry(
    db: Queryable,
    claim: Claim<Key>,
    failure: Ending & { readonly error: string; readonly retryAt: Date; readonly holdOthers?: boolean },
  ): Promise<boolean> {
    const held = { set: sql`failures = failures + 1, not_before = ${failure.retryAt}`, where: sql`` };
    const turn = failure.holdOthers ? held : undefined;
    return this.#end(db, claim, { ...failure, state: this.#definition.states.retrying, turn });
  }

  /** Gives the job up: it is kept with its error, and can be queued again. False when the claim does not hold. */
  deadLetter(db: Queryable, claim: Claim<Key>, failure: Ending & { readonly error: string }): Promise<boolean> {
    return this.#end(db, claim, { ...failure, state: this.#definition.states.dead, retryAt: null });
  }

  /** Jobs of an application that were given up, the last one first. */
  async listDead(
    db: Queryable,
    { applicationRowId, limit }: { applicationRowId: number; limit: number },
  ): Promise<DeadJob<Key>[]> {
    const { rows } = await sql<DeadJob<Key>>`select ${sql.ref(this.#definition.key)} as "key", attempts, error,
        updated_at as "updatedAt" from ${this.#table}
      where application_row_id = ${applicationRowId} and ${this.#isDead}
      order by updated_at desc limit ${limit}`.execute(db);
    return rows;
  }

  /** Queues a job again that was given up, with all its attempts before it. False when there is none such. */
  async requeue(db: Queryable, key: Key, now: Date): Promise<boolean> {
    const { numAffectedRows } = await sql`update ${this.#table} set state = ${this.#definition.states.pending},
        attempts = 0, error = null, next_attempt_at = null, updated_at = ${now}
      where ${sql.ref(this.#definition.key)} = ${key} and ${this.#isDead}`.execute(db);
    return Number(numAffectedRows ?? 0) > 0;
  }

  /** How many attempts of the application have failed, and held up its others, since the last that did not. */
  async countFailures(db: Queryable, applicationRowId: number): Promise<number> {
    const { rows } = await sql<{ failures: number }>`select failures from ${this.#turns}
      where application_row_id = ${applicationRowId}`.execute(db);
    return rows[0]?.failures ?? 0;
  }

  get #isDead() {
    return sql`state = ${sql.lit(this.#definition.states.dead)} and next_attempt_at is null`;
  }

  /**
   * @param ending.turn what becomes of the application's turn. In the same statement: whoever sees that an attempt has failed
   *   may undo what that means for the application's other jobs, and must not come before it.
   */
  async #end(
    db: Queryable,
    claim: Claim<Key>,
    ending: Ending & {
      state: string;
      error: string | null;
      retryAt: Date | null;
      from?: RawBuilder<unknown>;
      turn?: { set: RawBuilder<unknown>; where: RawBuilder<unknown> } | undefined;
    },
  ): Promise<boolean> {
    const assignments = sql.join([
      sql`state = ${ending.state}`,
      sql`error = ${ending.error}`,
      sql`next_attempt_at = ${ending.retryAt}`,
      sql`claim = null`,
      sql`lease_until = null`,
      sql`updated_at = ${ending.now}`,
      ...(ending.set ?? []),
    ]);
    const turn = ending.turn
      ? sql`, turn as (update ${this.#turns} set ${ending.turn.set}
          where application_row_id = ${claim.applicationRowId} ${ending.turn.where} and exists (select from ended))`
      : sql``;
    const { rows } = await sql`with ended as (
        update ${this.#table} set ${assignments} where ${this.#held(claim)} ${ending.from ?? sql``} returning 1
      )${turn} select from ended`.execute(db);
    return rows.length > 0;
  }

  #held(claim: Claim<Key>) {
    return sql`${sql.ref(this.#definition.key)} = ${claim.key} and claim = ${claim.token}
      and state in (${this.#working})`;
  }
}

/** Written into the statement rather than bound, so that an index on some states is found whatever the plan. */
function literals(values: Iterable<string>): RawBuilder<unknown> {
  return sql.join([...values].map((value) => sql.lit(value)));
}
