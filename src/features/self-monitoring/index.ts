export { selfMonitoringFeature } from './feature.ts';
