export { ArchiveGate } from './archive-gate.ts';
export { defineArchiveJobs } from './jobs.ts';
export {
  type ArchiveManifest,
  archiveManifest,
  type ManifestObject,
  manifestKey,
  manifestVersion,
  parseManifestKey,
} from './manifest.ts';
export { registerArchiveRoutes } from './routes.ts';
export { ArchiveService } from './service.ts';
export { findDataTtls, findDaysWithStates } from './store.ts';
