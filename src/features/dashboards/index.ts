export { dashboardsFeature } from './feature.ts';
