export type { UsageCounter } from './counter.ts';
export { countDevicesStatements, countStatements, type PayloadCount } from './counts.ts';
export { usageFeature } from './feature.ts';
