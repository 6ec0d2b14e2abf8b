export { deviceStreamsFeature } from './feature.ts';
