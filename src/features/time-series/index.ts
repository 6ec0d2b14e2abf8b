export { timeSeriesFeature } from './feature.ts';
export {
  type JoinedBucket,
  type JoinedSource,
  readJoinedBuckets,
  readPeaks,
  readPickedBuckets,
} from './joined-buckets.ts';
export { lastValueData, timeSeriesData } from './schemas.ts';
export type { TimeSeriesService } from './service.ts';
