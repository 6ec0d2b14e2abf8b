import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { eventsFeature } from '../events/index.ts';
import { organizationsFeature } from '../organizations/index.ts';
import { registerApplicationDashboardRoutes } from './application-routes.ts';
import { dashboardBundleKind } from './bundle.ts';
import { DashboardData } from './data/dashboard-data.ts';
import { DashboardStreams } from './data/streams.ts';
import { applicationDashboardResource, dashboardResource } from './resource.ts';
import { registerDashboardRoutes } from './routes.ts';
import { DashboardService } from './service.ts';
import { Visitors } from './visitors.ts';

/** What people look at all day (dashboards.md, "1. The resource"). */
export const dashboardsFeature = defineFeature({
  name: 'dashboards',
  needs: {
    access: accessFeature,
    devices: devicesFeature,
    events: eventsFeature,
    organizations: organizationsFeature,
  },
  resources: [dashboardResource, applicationDashboardResource],
  create(platform, needs) {
    const { bus, database, elapsed, now, reportError, secrets } = platform;
    const { access } = needs.access;
    const dashboards = new DashboardService({ database, access, bus, now });
    needs.organizations.transfers.serveDashboards(dashboards.transfer);
    const visitors = new Visitors({ database, access, secrets, now, elapsed });
    const data = new DashboardData({
      database,
      access,
      devices: needs.devices.devices,
      events: needs.events.service,
      report: reportError('a block of a dashboard could not be read'),
      now,
      elapsed,
    });
    const onError = reportError('a dashboard could not be watched');
    const streams = new DashboardStreams({ data, visitors, now, elapsed, onError });
    return {
      api: { dashboards },
      routes(router) {
        registerDashboardRoutes(router, { dashboards, visitors, data, streams });
        registerApplicationDashboardRoutes(router, { dashboards, visitors, data, streams });
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
      close: () => streams.close(),
    };
  },
});
