export { deviceRecipesFeature } from './feature.ts';
