export { SystemAggregator } from './aggregator.ts';
