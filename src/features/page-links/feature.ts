import { defineFeature } from '../../platform/feature.ts';
import { devicesFeature } from '../devices/index.ts';
import { timeSeriesFeature } from '../time-series/index.ts';
import { pageLinkResource } from './resource.ts';
import { registerPageLinkRoutes } from './routes.ts';
import { PageLinkService } from './service.ts';
import { PageVisitors } from './visitors.ts';

/** Pages of the console that are shown to whoever has a link (resources.md, "Page links"). */
export const pageLinksFeature = defineFeature({
  name: 'page-links',
  needs: { devices: devicesFeature, timeSeries: timeSeriesFeature },
  resources: [pageLinkResource],
  create({ database, elapsed, now }, { devices: { devices }, timeSeries: { timeSeries } }) {
    const links = new PageLinkService({ database, devices, now });
    const visitors = new PageVisitors({ database, devices, timeSeries, now, elapsed });
    return { api: {}, routes: (router) => registerPageLinkRoutes(router, { links, visitors }) };
  },
});
