export type { Delivery } from './admission.ts';
export { exportsFeature } from './feature.ts';
export type { ExportKind } from './kinds.ts';
export type { RequestedExports } from './requested.ts';
