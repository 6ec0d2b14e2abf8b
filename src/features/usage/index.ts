export type { UsageCounter } from './counter.ts';
export { countStatements, type PayloadCount } from './counts.ts';
export { usageFeature } from './feature.ts';
