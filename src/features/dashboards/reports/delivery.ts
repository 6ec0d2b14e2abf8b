import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { AppError } from '../../../kernel/errors.ts';
import { foldCase } from '../../../kernel/fold-case.ts';
import { cutText, normalizeText } from '../../../kernel/text.ts';
import type { Database } from '../../../platform/database/database.ts';
import { inTransaction } from '../../../platform/database/transaction.ts';
import { type CallbackPolicy, postCallback } from '../../../platform/http/callback.ts';
import type { JobRun } from '../../../platform/jobs/jobs.ts';
import type { Mailer } from '../../../platform/mail/mailer.ts';
import type { Events } from '../../events/index.ts';
import { readObject } from '../data/config.ts';
import type { DashboardData } from '../data/dashboard-data.ts';
import {
  beginAttempt,
  countFailures,
  endReport,
  findReport,
  keepFile,
  listStopped,
  noteDelivered,
  noteError,
  type ReportRow,
} from '../report-store.ts';
import { type DashboardRow, findDashboardByRowId, lockDashboard } from '../store.ts';
import type { ReportJob } from './clock.ts';
import { type ComposedReport, composeReport, type ReportFile, toArchive } from './compose.ts';
import type { ReportLinks } from './links.ts';
import type { DashboardPrinter, PrintedDashboard } from './print.ts';

/** Attempts at one report: the first, and three more with longer and longer waits (dashboards.md, "10. Reports"). */
export const maxAttempts = 4;
/** Reports of one schedule, or by hand, that fail one after the other until an event tells of it (dashboards.md, "10. Reports"). */
export const failuresUntilEvent = 3;
const maxErrorLength = 1024;

export interface ReportDeliveryOptions {
  readonly database: Database;
  readonly data: DashboardData;
  readonly events: Pick<Events, 'create'>;
  readonly mailer: Mailer;
  readonly callbackPolicy: CallbackPolicy;
  readonly links: ReportLinks;
  /** Undefined: the operator has set no Chromium. */
  readonly printer: DashboardPrinter | undefined;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => number;
}

/**
 * Makes and sends reports, at least once to each receiver: a server that dies after a mail was taken, and before it has noted
 * that, sends it once more under the same message id.
 */
export class ReportDelivery {
  readonly #options: ReportDeliveryOptions;

  constructor(options: ReportDeliveryOptions) {
    this.#options = options;
  }

  /** One attempt. @throws what went wrong, unless it was the last */
  async deliver({ data: { reportId }, signal }: JobRun<ReportJob>): Promise<void> {
    const { database, logger, now } = this.#options;
    const report = await findReport(database.kysely, reportId);
    const row = report && (await findDashboardByRowId(database.kysely, report.dashboard_row_id));
    // Deleted meanwhile, or sent by an attempt that could not say so any more.
    if (!report || !row || report.state !== 'queued') return;
    const attempt = await beginAttempt(database.kysely, report.dashboard_report_row_id);
    try {
      await this.#send(report, row, signal);
      await endReport(database.kysely, report, { state: 'sent', error: null, now: new Date(now()) });
    } catch (error) {
      if (signal.aborted) throw error;
      const message = cutText(error instanceof Error ? error.message : String(error), maxErrorLength);
      logger.warn({ err: error, dashboardId: row.id, reportId }, 'a report of a dashboard could not be sent');
      if (attempt >= maxAttempts) {
        await this.#fail(report, row, message);
        return;
      }
      await noteError(database.kysely, report.dashboard_report_row_id, message);
      throw error;
    }
  }

  /** Notes that a report has failed for good, and tells of it where it is the third in a row. */
  async #fail(report: ReportRow, row: DashboardRow, error: string): Promise<void> {
    const { database, events, logger, now } = this.#options;
    const end = { state: 'failed' as const, error, now: new Date(now()) };
    try {
      await inTransaction(database, async (tx) => {
        // One at a time, so that of two that end together the second sees the first.
        await lockDashboard(tx, row.dashboard_row_id);
        await endReport(tx, report, end);
        // Those after the third tell nothing new; the next that is sent begins anew.
        if ((await countFailures(tx, report, failuresUntilEvent + 1)) !== failuresUntilEvent) return;
        logger.warn({ dashboardId: row.id }, `reports of a dashboard have failed ${failuresUntilEvent} times in a row`);
        const application = { applicationRowId: row.in_application_row_id, applicationId: row.application_id };
        if (application.applicationRowId === null || application.applicationId === null) return;
        await events.create(
          tx,
          { applicationRowId: application.applicationRowId, applicationId: application.applicationId },
          {
            level: 'error',
            subject: cutText(`Reports of ${row.name} are not sent`, 255),
            message: `The last ${failuresUntilEvent} reports of this dashboard have failed. Its menu, under Reports, says why.`,
            data: {
              dashboardId: row.id,
              reportId: report.id,
              ...(report.config_id ? { configId: report.config_id } : {}),
            },
          },
          { type: 'dashboard', id: row.id, name: cutText(row.name, 255) },
        );
      });
    } catch (failure) {
      // The application may make no more events at the moment: the report has failed all the same.
      if (!(failure instanceof AppError)) throw failure;
      logger.warn({ err: failure, dashboardId: row.id }, 'reports that failed could not be told of by an event');
      await endReport(database.kysely, report, end);
    }
  }

  async #send(report: ReportRow, row: DashboardRow, signal: AbortSignal): Promise<void> {
    const { database, mailer, callbackPolicy, links, now } = this.#options;
    const { toEmail, callbackUrl } = report.request;
    const stopped = await listStopped(database.kysely, row.dashboard_row_id);
    const waiting = (to: string): boolean => !report.delivered.includes(to);
    const receivers = toEmail.filter((address) => waiting(address) && !stopped.has(foldCase(normalizeText(address))));
    const isCalled = callbackUrl !== undefined && waiting(callbackUrl);
    if (receivers.length === 0 && !isCalled) return;
    const printed = await this.#print(report, row, signal);
    const composed = await this.#compose(report, row, printed);
    if (receivers.length > 0 && !mailer.isConfigured) {
      throw new Error('no mail server is configured (SIGNALBOX_SMTP_URL)');
    }
    for (const address of receivers) {
      signal.throwIfAborted();
      const stop = links.stop(row.id, address);
      const text = stop === undefined ? composed.text : `${composed.text}\n\nNo more of these reports: ${stop}`;
      await mailer.send({
        to: address,
        subject: cutText(composed.subject.replaceAll(/\s+/g, ' '), 255),
        text,
        html: stop === undefined ? composed.html : withStop(composed.html, stop),
        messageId: `${report.id}.${hashOf(address)}@reports.signalbox`,
        attachments: [...composed.files, ...(printed ? [pdfOf(printed)] : [])],
        ...(stop === undefined ? {} : { unsubscribe: stop }),
      });
      await noteDelivered(database.kysely, report.dashboard_report_row_id, address);
    }
    if (!isCalled) return;
    await keepFile(database.kysely, report.dashboard_report_row_id, await fileOf(composed, printed));
    const { downloadUrl, expires } = links.download(report.id, now());
    const body = { dashboardId: row.id, name: row.name, reportId: report.id, downloadUrl, expires };
    await postCallback(callbackUrl, body, callbackPolicy, { signal });
    await noteDelivered(database.kysely, report.dashboard_report_row_id, callbackUrl);
  }

  /** A dashboard that cannot be drawn is sent as HTML, which says so. */
  async #print(report: ReportRow, row: DashboardRow, signal: AbortSignal): Promise<PrintedDashboard | undefined> {
    const { printer, logger } = this.#options;
    if (!printer) return undefined;
    const { ctx, theme, timezone, locale } = report.request;
    try {
      const time = report.as_of.getTime();
      return await printer.print(
        { dashboardId: row.id, ctx, time, theme: theme ?? themeOf(row), timezone, locale },
        signal,
      );
    } catch (error) {
      if (signal.aborted) throw error;
      logger.warn({ err: error, dashboardId: row.id }, 'a dashboard could not be drawn for its report');
      return undefined;
    }
  }

  async #compose(report: ReportRow, row: DashboardRow, printed: PrintedDashboard | undefined): Promise<ComposedReport> {
    const { data, links } = this.#options;
    const { ctx, theme, timezone, locale, subject, message } = report.request;
    // The dashboard reads with its owner's authority, whoever has asked for the report.
    const visit = { row, standing: 'view' as const, principal: undefined };
    const time = report.as_of.getTime();
    const answer = await data.answer(visit, { ctx, time, timezone, theme: theme ?? themeOf(row) });
    const blocks = row.blocks.flatMap((block) => {
      const told = answer.blocks[block.id];
      if (!told) return [];
      const { status } = told;
      const error = 'error' in told ? told.error : undefined;
      return [{ block, status, error, data: readObject('data' in told ? told.data : undefined) }];
    });
    return composeReport({
      name: row.name,
      description: row.description,
      time: answer.time,
      subject,
      message,
      theme: theme ?? themeOf(row),
      zone: timezone,
      locale,
      blocks,
      link: links.dashboard(row, { ctx, time }),
      picture: printed?.png,
    });
  }
}

function themeOf(row: DashboardRow): 'light' | 'dark' {
  return row.default_theme === 'dark' ? 'dark' : 'light';
}

function hashOf(address: string): string {
  return createHash('sha256')
    .update(foldCase(normalizeText(address)))
    .digest('hex')
    .slice(0, 16);
}

function withStop(html: string, stop: string): string {
  const line = `<div style="text-align:center;font-size:12px;padding:16px"><a href="${stop}" style="color:#6b7480">No more of these reports</a></div></body>`;
  return html.replace('</body>', line);
}

function pdfOf({ pdf }: PrintedDashboard): ReportFile {
  return { name: 'dashboard.pdf', contentType: 'application/pdf', content: pdf };
}

/** What a callback can fetch: the PDF, or the page and its files in an archive. */
async function fileOf(composed: ComposedReport, printed: PrintedDashboard | undefined): Promise<ReportFile> {
  if (printed) return pdfOf(printed);
  const page = composed.files.reduce(
    (html, { cid, name }) => (cid === undefined ? html : html.replaceAll(`cid:${cid}`, name)),
    composed.html,
  );
  const files = [{ name: 'report.html', content: Buffer.from(page) }, ...composed.files];
  return { name: 'report.zip', contentType: 'application/zip', content: await toArchive(files) };
}
