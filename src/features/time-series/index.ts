export { timeSeriesFeature } from './feature.ts';
export {
  areComputedTogether,
  type JoinedAggregation,
  type JoinedBucket,
  type JoinedSource,
  readBucketsOfEach,
  readJoinedBuckets,
  readPeaks,
  readPickedBuckets,
} from './joined-buckets.ts';
export { lastValueData, timeSeriesData } from './schemas.ts';
export type { TimeSeriesService } from './service.ts';
