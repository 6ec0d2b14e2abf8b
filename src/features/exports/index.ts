export type { Delivery } from './admission.ts';
export { exportsFeature } from './feature.ts';
export type { ExportKind, ExportKinds } from './kinds.ts';
export type { PreparedExports } from './prepared.ts';
export type { ExportService } from './service.ts';
