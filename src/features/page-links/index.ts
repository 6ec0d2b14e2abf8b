export { pageLinksFeature } from './feature.ts';
