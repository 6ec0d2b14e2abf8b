export { operationsFeature } from './feature.ts';
