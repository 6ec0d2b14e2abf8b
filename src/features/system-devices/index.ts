export { systemDevicesFeature } from './feature.ts';
