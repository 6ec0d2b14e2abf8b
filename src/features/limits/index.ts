export { limitsFeature } from './feature.ts';
export type { LimitLeases } from './leases.ts';
export { Limits, limitReached } from './limits.ts';
