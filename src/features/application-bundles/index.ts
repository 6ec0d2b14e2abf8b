export { applicationBundlesFeature } from './feature.ts';
