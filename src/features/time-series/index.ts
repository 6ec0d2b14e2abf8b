export { timeSeriesFeature } from './feature.ts';
export { lastValueData, timeSeriesData } from './schemas.ts';
export type { TimeSeriesService } from './service.ts';
