export type { ApplicationLog } from './application-log.ts';
export { applicationLogFeature } from './feature.ts';
