import { type RawBuilder, sql } from 'kysely';
import type { LimitName, LimitValue } from '../../kernel/limits.ts';
import type { Queryable } from '../../platform/database/database.ts';

/** What a taking has got, and where the application stands then. */
export interface Taken {
  /** So much of what was asked for; 0 where that was all or nothing. */
  readonly granted: number;
  readonly remaining: number;
  /** Ms until all of it is there again. */
  readonly resetMs: number;
  /** Ms until what was asked for would be there. */
  readonly waitMs: number;
}

interface Taking {
  readonly applicationRowId: number;
  readonly name: LimitName;
  readonly limit: LimitValue;
  readonly amount: number;
  /** Whether less than the amount will do. */
  readonly isPartial: boolean;
}

/** Times are rounded to microseconds: what is short of a whole one by less than this is whole. */
const rounding = 0.001;
/**
 * Statements that begin at once see clocks that differ by less: a rate that is whole later than its window and this was written
 * before the clock was put back, and is whole.
 */
export const clockSlackMs = 10_000;
const now = sql`statement_timestamp()`;
const today = sql`timezone('utc', statement_timestamp())::date`;

/** What of an amount fits in the room. */
function fitting(room: RawBuilder<unknown>, { amount, isPartial }: Taking): RawBuilder<number> {
  return isPartial
    ? sql<number>`greatest(0, least(${amount}::bigint, ${room}))`
    : sql<number>`case when ${room} >= ${amount}::bigint then ${amount}::bigint else 0 end`;
}

/** Takes out of a rate, for all servers together; on a transaction it is given back when that is rolled back. */
export async function takeOfRate(db: Queryable, taking: Taking): Promise<Taken> {
  const { applicationRowId, name, limit, amount } = taking;
  const stepMs = limit.windowMs / limit.count;
  const span = (steps: RawBuilder<unknown>) => sql`${steps} * ${stepMs}::float8 * interval '1 millisecond'`;
  const ahead = sql`extract(epoch from limit_use.full_at - ${now}) * 1000`;
  const isPutBack = sql`${ahead} > ${limit.windowMs + clockSlackMs}::float8`;
  const left = sql`case when ${isPutBack} then 0 else greatest(0, ${ahead}) end`;
  const room = sql`floor((${limit.windowMs}::float8 - ${left}) / ${stepMs}::float8 + ${rounding}::float8)::bigint`;
  const granted = fitting(room, taking);
  const first = Math.min(amount, limit.count) === amount || taking.isPartial ? Math.min(amount, limit.count) : 0;
  const { rows } = await sql<{ granted: number; left: number }>`
    insert into limit_use (application_row_id, name, full_at, granted)
    values (${applicationRowId}, ${name}, ${now} + ${span(sql`${first}::bigint`)}, ${first})
    on conflict (application_row_id, name) do update
      set full_at = case when ${isPutBack} then ${now} else greatest(limit_use.full_at, ${now}) end + ${span(granted)}, granted = ${granted}
    returning granted, (extract(epoch from full_at - ${now}) * 1000)::float8 as left`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('an insert returned no row');
  const resetMs = Math.max(0, row.left);
  const remaining = Math.max(0, Math.floor((limit.windowMs - resetMs) / stepMs + rounding));
  const waitMs = Math.max(0, resetMs + Math.min(amount, limit.count) * stepMs - limit.windowMs);
  return { granted: row.granted, remaining, resetMs, waitMs };
}

/** As `takeOfRate`, of a UTC day. */
export async function takeOfDay(db: Queryable, taking: Taking): Promise<Taken> {
  const { applicationRowId, name, limit, amount, isPartial } = taking;
  const used = sql`case when limit_use.day = ${today} then limit_use.used else 0 end`;
  const granted = fitting(sql`(${limit.count}::bigint - ${used})`, taking);
  const first = amount <= limit.count ? amount : isPartial ? limit.count : 0;
  const { rows } = await sql<{ granted: number; used: number; left: number }>`
    insert into limit_use (application_row_id, name, day, used, granted)
    values (${applicationRowId}, ${name}, ${today}, ${first}, ${first})
    on conflict (application_row_id, name) do update
      set day = ${today}, used = ${used} + ${granted}, granted = ${granted}
    returning granted, used, ${msLeftOfDay} as left`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('an insert returned no row');
  return { granted: row.granted, remaining: Math.max(0, limit.count - row.used), resetMs: row.left, waitMs: row.left };
}

const msLeftOfDay = sql<number>`(extract(epoch from (${today} + 1) - timezone('utc', ${now})) * 1000)::float8`;

/** Gives back what was taken of the present day and not used. */
export async function giveBackOfDay(
  db: Queryable,
  { applicationRowId, name, amount }: { applicationRowId: number; name: LimitName; amount: number },
): Promise<void> {
  await sql`update limit_use set used = greatest(0, used - ${amount}::bigint)
    where application_row_id = ${applicationRowId} and name = ${name} and day = ${today}`.execute(db);
}

/** What is written down of an application's limits. */
export interface StoredUse {
  /** Of today. */
  readonly used: number;
  readonly msLeftOfDay: number;
  /** Ms until a rate is whole again; more than its window and `clockSlackMs` when the clock was put back. */
  readonly msUntilFull: number;
}

export async function readUse(db: Queryable, applicationRowId: number): Promise<Map<string, StoredUse>> {
  const { rows } = await sql<StoredUse & { name: string }>`
    select name, case when day = ${today} then used else 0 end as used, ${msLeftOfDay} as "msLeftOfDay",
      greatest(0, coalesce(extract(epoch from full_at - ${now}) * 1000, 0))::float8 as "msUntilFull"
    from limit_use where application_row_id = ${applicationRowId}`.execute(db);
  return new Map(rows.map((row) => [row.name, row]));
}

/** What an application has of each type (`resource_total`), as far as it is asked for. */
export async function readTotals(
  db: Queryable,
  applicationRowId: number,
  types: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('resource_total')
    .where('application_row_id', '=', applicationRowId)
    .where('type', 'in', [...types])
    .select(['type', 'count'])
    .execute();
  return new Map(rows.map(({ type, count }) => [type, count]));
}
