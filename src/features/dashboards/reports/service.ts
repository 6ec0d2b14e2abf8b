import { AppError } from '../../../kernel/errors.ts';
import { isRoleAtLeast, type Role } from '../../../kernel/permissions.ts';
import type { Principal } from '../../../kernel/principal.ts';
import { RateWindow } from '../../../kernel/rate-window.ts';
import type { Change } from '../../../platform/audit/change.ts';
import type { Database } from '../../../platform/database/database.ts';
import { inTransaction } from '../../../platform/database/transaction.ts';
import type { Jobs } from '../../../platform/jobs/jobs.ts';
import type { DashboardData } from '../data/dashboard-data.ts';
import { insertReport, listReports, listSchedules } from '../report-store.ts';
import { dashboardResource } from '../resource.ts';
import type { DashboardRow } from '../store.ts';
import { checkReceivers, checkZone, type ReportMeans } from './check.ts';
import { type ReportJob, reportJob, toRequest } from './clock.ts';
import type { SendReportPost } from './schemas.ts';

/** Reports by hand that one caller may send (dashboards.md, "10. Reports"). */
const sendLimit = { count: 20, windowMs: 3_600_000 };
/** Callers whose sending is remembered; forgetting all of them lets nobody send oftener than twice. */
const maxCallers = 10_000;

/** Reports of dashboards: by hand, and what became of all. */
export class ReportService {
  readonly #database: Database;
  readonly #data: DashboardData;
  readonly #jobs: Jobs;
  readonly #means: ReportMeans;
  readonly #canDraw: boolean;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #windows = new Map<string, RateWindow>();

  constructor(options: {
    database: Database;
    data: DashboardData;
    jobs: Jobs;
    means: ReportMeans;
    canDraw: boolean;
    now: () => number;
    elapsed: () => number;
  }) {
    this.#database = options.database;
    this.#data = options.data;
    this.#jobs = options.jobs;
    this.#means = options.means;
    this.#canDraw = options.canDraw;
    this.#now = options.now;
    this.#elapsed = options.elapsed;
  }

  /**
   * Queues a report, durable when this resolves. Returns its id.
   *
   * @throws AppError Validation, Throttled
   */
  async send(principal: Principal, row: DashboardRow, body: SendReportPost, change: Change): Promise<string> {
    checkReceivers(body, '', this.#means);
    checkZone(body.timezone, 'timezone');
    const ctx = body.ctx ?? {};
    // What is wrong with the variables is said now, not in a mail that never comes.
    await this.#data.inquire({ row, standing: 'view', principal }, { ctx, blocks: [] });
    this.#countSending(principal);
    const now = new Date(this.#now());
    const { time, ...config } = body;
    return inTransaction(this.#database, async (tx) => {
      const reportId = await insertReport(tx, {
        dashboardRowId: row.dashboard_row_id,
        configId: null,
        request: toRequest(config, ctx),
        asOf: time === undefined ? now : new Date(Math.min(time, now.getTime())),
        now,
      });
      await this.#jobs.send<ReportJob>(tx, reportJob, { reportId }, { singletonKey: reportId });
      await change.record(tx, { target: { type: dashboardResource.auditType ?? '', id: row.id, name: row.name } });
      return reportId;
    });
  }

  /** What became of the last reports, and when the next are due. Viewers are not told who gets them. */
  async list(row: DashboardRow, role: Role | undefined) {
    const db = this.#database.kysely;
    const mayEdit = role !== undefined && isRoleAtLeast(role, 'collaborate');
    const rows = await listReports(db, row.dashboard_row_id);
    const items = rows.map((report) => ({
      id: report.id,
      reportId: report.id,
      ...(report.config_id === null ? {} : { configId: report.config_id }),
      state: report.state,
      creationDate: report.created_at.toISOString(),
      time: report.as_of.toISOString(),
      ...(report.ended_at === null ? {} : { endDate: report.ended_at.toISOString() }),
      attempts: report.attempts,
      ...(mayEdit ? { toEmail: [...report.request.toEmail] } : {}),
      ...(report.request.subject === undefined ? {} : { subject: report.request.subject }),
      ...(report.error === null || !mayEdit ? {} : { error: report.error }),
    }));
    const next = (await listSchedules(db, row.dashboard_row_id)).map((schedule) => ({
      configId: schedule.config_id,
      due: schedule.due_at.toISOString(),
    }));
    return { count: items.length, items, next, canMail: this.#means.hasMail, canDraw: this.#canDraw };
  }

  #countSending({ tokenId }: Principal): void {
    let window = this.#windows.get(tokenId);
    if (!window) {
      if (this.#windows.size >= maxCallers) this.#windows.clear();
      window = new RateWindow(sendLimit);
      this.#windows.set(tokenId, window);
    }
    const wait = window.take(this.#elapsed());
    if (wait > 0) {
      throw new AppError('Throttled', `${sendLimit.count} reports may be sent in an hour`, { retryAfter: wait / 1000 });
    }
  }
}
