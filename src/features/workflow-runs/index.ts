export type { Buttons } from './buttons.ts';
export { workflowRunsFeature } from './feature.ts';
