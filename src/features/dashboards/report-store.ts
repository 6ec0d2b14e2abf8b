import { type Selectable, sql } from 'kysely';
import { foldCase } from '../../kernel/fold-case.ts';
import { newId } from '../../kernel/ids.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { ReportRequest } from './reports/request.ts';
import type { DashboardReportTable } from './tables.generated.ts';

export type ReportRow = Selectable<DashboardReportTable>;

/** Ended reports of a dashboard that are kept (dashboards.md, "10. Reports"). */
const maxKept = 50;

/** A schedule whose time has come. */
export interface DueSchedule {
  readonly dashboardRowId: number;
  readonly configId: string;
}

/** The schedule that has been due longest. */
export async function findDue(db: Queryable, now: Date): Promise<DueSchedule | undefined> {
  const row = await db
    .selectFrom('dashboard_report_schedule')
    .where('due_at', '<=', now)
    .select(['dashboard_row_id', 'config_id'])
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row && { dashboardRowId: row.dashboard_row_id, configId: row.config_id };
}

/** Holds a schedule until the transaction ends, if it is still due and no other server holds it. */
export async function holdDue(tx: Queryable, { dashboardRowId, configId }: DueSchedule, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('dashboard_report_schedule')
    .where('dashboard_row_id', '=', dashboardRowId)
    .where('config_id', '=', configId)
    .where('due_at', '<=', now)
    .select('config_id')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row !== undefined;
}

/** When a schedule is due next; undefined: never again. */
export async function setDue(
  tx: Queryable,
  { dashboardRowId, configId }: DueSchedule,
  dueAt: Date | undefined,
): Promise<void> {
  if (dueAt === undefined) {
    await tx
      .deleteFrom('dashboard_report_schedule')
      .where('dashboard_row_id', '=', dashboardRowId)
      .where('config_id', '=', configId)
      .execute();
    return;
  }
  await tx
    .insertInto('dashboard_report_schedule')
    .values({ dashboard_row_id: dashboardRowId, config_id: configId, due_at: dueAt })
    .onConflict((conflict) => conflict.columns(['dashboard_row_id', 'config_id']).doUpdateSet({ due_at: dueAt }))
    .execute();
}

export function listSchedules(db: Queryable, dashboardRowId: number) {
  return db
    .selectFrom('dashboard_report_schedule')
    .where('dashboard_row_id', '=', dashboardRowId)
    .select(['config_id', 'due_at'])
    .orderBy('due_at')
    .execute();
}

/** Notes a report that is to be sent; returns its id. */
export async function insertReport(
  tx: Queryable,
  row: { dashboardRowId: number; configId: string | null; request: ReportRequest; asOf: Date; now: Date },
): Promise<string> {
  const id = newId();
  await tx
    .insertInto('dashboard_report')
    .values({
      id,
      dashboard_row_id: row.dashboardRowId,
      config_id: row.configId,
      state: 'queued',
      request: JSON.stringify(row.request),
      as_of: row.asOf,
      delivered: '[]',
      error: null,
      created_at: row.now,
      ended_at: null,
    })
    .execute();
  return id;
}

export function findReport(db: Queryable, id: string): Promise<ReportRow | undefined> {
  return db.selectFrom('dashboard_report').where('id', '=', id).selectAll().executeTakeFirst();
}

export async function beginAttempt(db: Queryable, reportRowId: number): Promise<number> {
  const row = await db
    .updateTable('dashboard_report')
    .set({ attempts: sql`attempts + 1` })
    .where('dashboard_report_row_id', '=', reportRowId)
    .returning('attempts')
    .executeTakeFirstOrThrow();
  return row.attempts;
}

/** Notes that somebody has it: another attempt leaves him out. */
export async function noteDelivered(db: Queryable, reportRowId: number, to: string): Promise<void> {
  await db
    .updateTable('dashboard_report')
    .set({ delivered: sql`delivered || ${JSON.stringify([to])}::jsonb` })
    .where('dashboard_report_row_id', '=', reportRowId)
    .execute();
}

export async function noteError(db: Queryable, reportRowId: number, error: string): Promise<void> {
  await db.updateTable('dashboard_report').set({ error }).where('dashboard_report_row_id', '=', reportRowId).execute();
}

/** Ends a report, and drops what has ended before the newest fifty. */
export async function endReport(
  db: Queryable,
  { dashboard_report_row_id: key, dashboard_row_id: dashboard }: ReportRow,
  { state, error, now }: { state: 'sent' | 'failed'; error: string | null; now: Date },
): Promise<void> {
  await db
    .updateTable('dashboard_report')
    .set({ state, error, ended_at: now })
    .where('dashboard_report_row_id', '=', key)
    .execute();
  await sql`delete from dashboard_report where dashboard_report_row_id in (
    select dashboard_report_row_id from dashboard_report where dashboard_row_id = ${dashboard} and state <> 'queued'
    order by dashboard_report_row_id desc offset ${maxKept})`.execute(db);
}

/** How many of the newest reports of the same schedule, or by hand, have failed one after the other; `most` at most. */
export async function countFailures(
  db: Queryable,
  { dashboard_row_id: dashboard, config_id: config }: ReportRow,
  most: number,
): Promise<number> {
  const rows = await db
    .selectFrom('dashboard_report')
    .where('dashboard_row_id', '=', dashboard)
    .where(sql<boolean>`config_id is not distinct from ${config}`)
    .where('state', '<>', 'queued')
    .select('state')
    .orderBy('dashboard_report_row_id', 'desc')
    .limit(most)
    .execute();
  const other = rows.findIndex(({ state }) => state !== 'failed');
  return other < 0 ? rows.length : other;
}

export function listReports(db: Queryable, dashboardRowId: number): Promise<ReportRow[]> {
  return db
    .selectFrom('dashboard_report')
    .where('dashboard_row_id', '=', dashboardRowId)
    .selectAll()
    .orderBy('dashboard_report_row_id', 'desc')
    .limit(250)
    .execute();
}

/** Addresses that want no reports of a dashboard, as they are compared: without regard to case and form. */
export async function listStopped(db: Queryable, dashboardRowId: number): Promise<Set<string>> {
  const rows = await db
    .selectFrom('dashboard_report_stop')
    .where('dashboard_row_id', '=', dashboardRowId)
    .select('address')
    .execute();
  return new Set(rows.map(({ address }) => address));
}

export async function stopReports(db: Queryable, dashboardRowId: number, address: string, now: Date): Promise<void> {
  await db
    .insertInto('dashboard_report_stop')
    .values({ dashboard_row_id: dashboardRowId, address: foldCase(normalizeText(address)), created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function keepFile(
  db: Queryable,
  reportRowId: number,
  file: { name: string; contentType: string; content: Buffer },
): Promise<void> {
  const values = { name: file.name, content_type: file.contentType, content: file.content };
  await db
    .insertInto('dashboard_report_file')
    .values({ dashboard_report_row_id: reportRowId, ...values })
    .onConflict((conflict) => conflict.column('dashboard_report_row_id').doUpdateSet(values))
    .execute();
}

export async function findFile(db: Queryable, reportId: string) {
  return db
    .selectFrom('dashboard_report_file')
    .innerJoin(
      'dashboard_report',
      'dashboard_report.dashboard_report_row_id',
      'dashboard_report_file.dashboard_report_row_id',
    )
    .where('dashboard_report.id', '=', reportId)
    .select(['dashboard_report_file.name', 'dashboard_report_file.content_type', 'dashboard_report_file.content'])
    .executeTakeFirst();
}
