export { organizationsFeature } from './feature.ts';
