export type { ArchiveGate } from './archive-gate.ts';
export { archivesFeature } from './feature.ts';
export {
  type ArchiveManifest,
  archiveManifest,
  type ManifestObject,
  manifestKey,
  manifestVersion,
  parseManifestKey,
} from './manifest.ts';
export { findDataTtls, findDaysWithStates } from './store.ts';
