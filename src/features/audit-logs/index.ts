export { auditLogsFeature } from './feature.ts';
