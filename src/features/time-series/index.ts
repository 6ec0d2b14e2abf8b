export { timeSeriesFeature } from './feature.ts';
