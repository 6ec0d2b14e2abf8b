import { sql } from 'kysely';
import { FailureLimiter } from '../../platform/cluster/failure-limiter.ts';
import { defineFeature } from '../../platform/feature.ts';
import { foreignSourcesOf } from '../../platform/http/console.ts';
import { definePruneJob } from '../../platform/jobs/prune-job.ts';
import { accessFeature } from '../access/index.ts';
import { applicationsFeature } from '../applications/index.ts';
import { connectionsFeature } from '../connections/index.ts';
import { dataTablesFeature } from '../data-tables/index.ts';
import { deviceCommandsFeature } from '../device-commands/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { eventsFeature } from '../events/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { organizationsFeature } from '../organizations/index.ts';
import { workflowRunsFeature } from '../workflow-runs/index.ts';
import { workflowsFeature } from '../workflows/index.ts';
import { registerApplicationDashboardRoutes } from './application-routes.ts';
import { dashboardBundleKind } from './bundle.ts';
import { EventUpdates } from './controls/event-updates.ts';
import { ButtonPresses } from './controls/press.ts';
import { DashboardRights } from './controls/rights.ts';
import { registerCustomHtmlPage } from './custom-html-page.ts';
import { foreignHostsOf } from './data/block-sources.ts';
import { DashboardData } from './data/dashboard-data.ts';
import { DashboardStreams } from './data/streams.ts';
import { ReportClock, type ReportJob, reportJob } from './reports/clock.ts';
import { maxAttempts, ReportDelivery } from './reports/delivery.ts';
import { fileMs, ReportLinks } from './reports/links.ts';
import { DashboardPrinter } from './reports/print.ts';
import { registerReportPages } from './reports/public-routes.ts';
import { registerReportRoutes } from './reports/routes.ts';
import { ReportService } from './reports/service.ts';
import {
  applicationDashboardResource,
  dashboardBlockResource,
  dashboardResource,
  dashboardVariableResource,
  dashboardVersionResource,
} from './resource.ts';
import { registerDashboardRoutes } from './routes.ts';
import { DashboardService } from './service.ts';
import { countDashboards } from './store.ts';
import { DashboardVersions } from './versions/service.ts';
import { Visitors } from './visitors.ts';

/** More dashboards than all servers on a database can be making at one moment. */
const addedAtOnce = 1000;

/** What people look at all day (dashboards.md, "1. The resource"). */
export const dashboardsFeature = defineFeature({
  name: 'dashboards',
  needs: {
    access: accessFeature,
    applications: applicationsFeature,
    connections: connectionsFeature,
    dataTables: dataTablesFeature,
    deviceCommands: deviceCommandsFeature,
    devices: devicesFeature,
    events: eventsFeature,
    limits: limitsFeature,
    organizations: organizationsFeature,
    workflowRuns: workflowRunsFeature,
    workflows: workflowsFeature,
  },
  resources: [
    dashboardResource,
    applicationDashboardResource,
    dashboardBlockResource,
    dashboardVariableResource,
    dashboardVersionResource,
  ],
  create(platform, needs) {
    const {
      actions,
      bus,
      config,
      database,
      elapsed,
      jobs,
      logger,
      mailer,
      makeWindows,
      now,
      redis,
      reportError,
      secrets,
    } = platform;
    const { access } = needs.access;
    const { limits } = needs.limits;
    const callbackPolicy = { allowedHosts: config.callbackHosts ?? [] };
    const means = { hasMail: mailer.isConfigured, hasPublicUrl: config.publicUrl !== undefined, callbackPolicy };
    const dashboards = new DashboardService({ database, access, bus, limits, means, now });
    limits.countBy('dashboards', { count: countDashboards, addedAtOnce });
    needs.organizations.transfers.serveDashboards(dashboards.transfer);
    const rights = new DashboardRights({ access, actions });
    const failures = new FailureLimiter({ name: 'dashboard', redis, elapsed });
    const visitors = new Visitors({ database, access, secrets, now, elapsed, failures });
    const data = new DashboardData({
      database,
      access,
      devices: needs.devices.devices,
      events: needs.events.service,
      rights,
      sources: {
        database,
        rows: needs.dataTables.rows,
        flows: needs.workflows.flows,
        connections: needs.connections.status,
        applications: needs.applications.applications,
        listDashboards: (viewer, asked) => dashboards.listFor(viewer, asked),
        hosts: foreignHostsOf(config),
      },
      report: reportError('a block of a dashboard could not be read'),
      now,
      elapsed,
    });
    const onError = reportError('a dashboard could not be watched');
    const streams = new DashboardStreams({ data, visitors, makeWindows, now, elapsed, onError });
    const presses = new ButtonPresses({
      database,
      data,
      rights,
      commands: needs.deviceCommands.commands,
      buttons: needs.workflowRuns.buttons,
      now,
    });
    const eventUpdates = new EventUpdates({ database, data, rights, events: needs.events.service });
    const versions = new DashboardVersions({ database, dashboards });
    const links = new ReportLinks({ secrets, base: config.publicUrl });
    const foreign = foreignSourcesOf(config);
    const printer =
      config.chromium === undefined
        ? undefined
        : new DashboardPrinter({ program: config.chromium, secrets, allowed: foreign.tiles ?? [], now });
    const delivery = new ReportDelivery({
      database,
      data,
      events: needs.events.events,
      mailer,
      callbackPolicy,
      links,
      printer,
      logger,
      now,
    });
    const canDraw = printer !== undefined;
    const reports = new ReportService({ database, data, jobs, means, canDraw, now, elapsed });
    const onClockError = reportError('reports of dashboards by schedule');
    const clock = new ReportClock({ database, data, jobs, now, onError: onClockError });
    const routes = { dashboards, visitors, data, streams, presses, eventUpdates, versions };
    return {
      api: { dashboards, reports: { clock, delivery } },
      routes(router) {
        registerCustomHtmlPage(router.server);
        registerReportPages(router.server, { database, links, now });
        registerReportRoutes(router, { dashboards, reports });
        registerDashboardRoutes(router, routes);
        registerApplicationDashboardRoutes(router, routes);
      },
      bundleKinds: [dashboardBundleKind(dashboards)],
      listens: streams.listens,
      metrics: [
        {
          name: 'signalbox_dashboard_streams',
          help: 'Open streams of dashboards',
          read: () => streams.count,
        },
      ],
      jobs(all) {
        all.define<ReportJob>(reportJob, { retryLimit: maxAttempts - 1, concurrency: 2, expireInSeconds: 600 }, (job) =>
          delivery.deliver(job),
        );
        definePruneJob(all, {
          name: 'dashboardPresses.prune',
          days: config.keepCommands,
          table: 'dashboard_press',
          key: 'dashboard_press_row_id',
          isOld: (before) => sql`time < ${before}`,
          database,
          now,
          clock: platform.clock,
        });
        definePruneJob(all, {
          name: 'dashboardReportFiles.prune',
          days: fileMs / 86_400_000,
          table: 'dashboard_report_file',
          key: 'dashboard_report_row_id',
          isOld: (before) => sql`dashboard_report_row_id in
            (select dashboard_report_row_id from dashboard_report where created_at < ${before})`,
          database,
          now,
          clock: platform.clock,
        });
      },
      open({ http }) {
        printer?.open(http);
        clock.start();
      },
      async close() {
        streams.close();
        await clock.stop();
      },
    };
  },
});
