export { limitsFeature } from './feature.ts';
export type { LimitLeases } from './leases.ts';
export { type AmountCounter, Limits, limitReached } from './limits.ts';
