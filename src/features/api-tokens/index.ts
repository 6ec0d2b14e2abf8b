export { apiTokensFeature } from './feature.ts';
