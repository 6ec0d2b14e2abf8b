export { registerTimeSeriesRoutes } from './routes.ts';
export { TimeSeriesService } from './service.ts';
