import type { Database } from '../../../platform/database/database.ts';
import { leaveLane } from '../../../platform/database/lane.ts';
import { inTransaction } from '../../../platform/database/transaction.ts';
import type { Jobs } from '../../../platform/jobs/jobs.ts';
import type { DashboardData } from '../data/dashboard-data.ts';
import { type DueSchedule, findDue, holdDue, insertReport, setDue } from '../report-store.ts';
import type { ContextValue, ReportConfig } from '../schemas.ts';
import { type DashboardRow, findDashboardByRowId } from '../store.ts';
import { nextDue } from './check.ts';
import type { ReportRequest } from './request.ts';

/** How soon a schedule that has come due is noticed. */
const pollMs = 5_000;
/** Schedules that are served at one look, and how soon one that failed is tried again. */
const maxPerLook = 100;
const retryMs = 60_000;
/** Reports that one schedule makes of a variable's values. */
const maxEach = 200;

/** The job that sends one report. */
export const reportJob = 'dashboards.report';
export interface ReportJob {
  readonly reportId: string;
}

/**
 * Queues the reports of schedules that are due. Each is served once: its row is held while it is, whichever server does it,
 * and what came due while none was up is made up for once.
 */
export class ReportClock {
  readonly #database: Database;
  readonly #data: DashboardData;
  readonly #jobs: Jobs;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: {
    database: Database;
    data: DashboardData;
    jobs: Jobs;
    now: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#data = options.data;
    this.#jobs = options.jobs;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  /** To be called once jobs can be queued: a schedule may have come due while no server was up. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), pollMs);
    this.#timer.unref();
    void this.look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Queues what is due now. */
  look(): Promise<void> {
    this.#looking ??= leaveLane(() => this.#serve())
      .catch(this.#onError)
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #serve(): Promise<void> {
    const now = new Date(this.#now());
    for (let count = 0; count < maxPerLook; count += 1) {
      const due = await findDue(this.#database.kysely, now);
      if (!due) return;
      try {
        if (!(await this.#serveOne(due, now))) return;
      } catch (error) {
        this.#onError(error);
        // What cannot be read must not hold up the others.
        await setDue(this.#database.kysely, due, new Date(now.getTime() + retryMs));
      }
    }
  }

  /** Whether it was there to be served: another server may have been quicker. */
  async #serveOne(due: DueSchedule, now: Date): Promise<boolean> {
    const values = await this.#valuesOf(due);
    return inTransaction(this.#database, async (tx) => {
      if (!(await holdDue(tx, due, now))) return false;
      const row = await findDashboardByRowId(tx, due.dashboardRowId);
      const config = row?.report_configs.find(({ id }) => id === due.configId);
      await setDue(tx, due, config && nextDue(config, now.getTime()));
      if (!row || !config) return true;
      for (const ctx of values) {
        const reportId = await insertReport(tx, {
          dashboardRowId: due.dashboardRowId,
          configId: due.configId,
          request: toRequest(config, ctx),
          asOf: now,
          now,
        });
        await this.#jobs.send<ReportJob>(tx, reportJob, { reportId }, { singletonKey: reportId });
      }
      return true;
    });
  }

  /** The variables of each report that a schedule makes: one, or one for each value of a variable. */
  async #valuesOf({ dashboardRowId, configId }: DueSchedule): Promise<Record<string, ContextValue>[]> {
    const row = await findDashboardByRowId(this.#database.kysely, dashboardRowId);
    const config = row?.report_configs.find(({ id }) => id === configId);
    const { forEach } = config?.signalbox ?? {};
    const ctx = { ...config?.ctx };
    if (!row || forEach === undefined) return [ctx];
    return (await this.#listAll(row, forEach)).map((value) => ({ ...ctx, [forEach]: value }));
  }

  async #listAll(row: DashboardRow, name: string): Promise<ContextValue[]> {
    const values: ContextValue[] = [];
    for (let page = 0; values.length < maxEach; page += 1) {
      const choices = await this.#data.choices({ row, standing: 'view', principal: undefined }, name, { page });
      values.push(...choices.items.map(({ value }) => value));
      if (!choices.hasMore) break;
    }
    return values.slice(0, maxEach);
  }
}

/** What a schedule asks for, as a report keeps it. */
export function toRequest(
  config: Omit<ReportConfig, 'cron' | 'id' | 'signalbox'>,
  ctx: Readonly<Record<string, ContextValue>>,
): ReportRequest {
  const { toEmail = [], subject, message, theme, timezone, locale, callbackUrl } = config;
  return {
    toEmail,
    timezone: timezone || 'UTC',
    ctx,
    ...(subject === undefined || subject === '' ? {} : { subject }),
    ...(message === undefined || message === '' ? {} : { message }),
    ...(theme === undefined ? {} : { theme }),
    ...(locale === undefined || locale === '' ? {} : { locale }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  };
}
