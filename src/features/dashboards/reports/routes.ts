import type { ActionRouter } from '../../../platform/http/action-router.ts';
import type { DashboardService } from '../service.ts';
import { reportAccepted, reportQueued, reportsAnswer, sendReportPost } from './schemas.ts';
import type { ReportService } from './service.ts';

/** Reports by hand, and what became of all (dashboards.md, "10. Reports"). */
export function registerReportRoutes(
  router: ActionRouter,
  { dashboards, reports }: { readonly dashboards: DashboardService; readonly reports: ReportService },
): void {
  router.handle('dashboard.sendReport', {
    summary: 'Send a report of a dashboard by mail; answered once it is queued.',
    body: sendReportPost,
    answer: reportQueued,
    handle: async (call) => {
      const row = await dashboards.require(call.parameters.dashboardId);
      const jobId = await reports.send(call.principal, row, call.body, call.change);
      return { success: true, jobId };
    },
  });

  router.handle('applicationDashboard.sendReport', {
    summary: 'Send a report of a dashboard of the application by mail; answered once it is queued.',
    body: sendReportPost,
    answer: reportAccepted,
    handle: async (call) => {
      const row = await dashboards.requireIn(call.application, call.principal, call.parameters.dashboardId);
      const jobId = await reports.send(call.principal, row, call.body, call.change);
      return { success: true, jobQueued: true, jobId };
    },
  });

  router.handle('dashboard.getReports', {
    summary: 'The last reports of a dashboard and what became of them, and when the next are due.',
    answer: reportsAnswer,
    handle: async (call) => reports.list(await dashboards.require(call.parameters.dashboardId), call.role),
  });
}
