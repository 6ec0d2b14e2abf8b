import { defineFeature } from '../../platform/feature.ts';
import { devicesFeature } from '../devices/index.ts';
import { registerTimeSeriesRoutes } from './routes.ts';
import { TimeSeriesService } from './service.ts';

/** Questions about what devices have reported over time. */
export const timeSeriesFeature = defineFeature({
  name: 'time-series',
  needs: { devices: devicesFeature },
  create({ database, now }, { devices: { devices } }) {
    const timeSeries = new TimeSeriesService({ database, devices, now });
    return { api: { timeSeries }, routes: (router) => registerTimeSeriesRoutes(router, timeSeries) };
  },
});
