export { workflowRunsFeature } from './feature.ts';
