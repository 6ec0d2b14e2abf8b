export { ArchiveGate } from './archive-gate.ts';
export { type ArchiveProblem, type AuditTotals, auditArchive, findManifests } from './audit-archive.ts';
export {
  type ArchiveAttribute,
  type ArchiveRow,
  type ArchiveValue,
  FormatError,
  findFormat,
} from './formats/index.ts';
export { defineArchiveJobs } from './jobs.ts';
export {
  type ArchiveManifest,
  archiveManifest,
  type ManifestObject,
  manifestKey,
  manifestVersion,
  parseManifestKey,
} from './manifest.ts';
export { ManifestError, readManifest } from './read-manifest.ts';
export { withObjectFile } from './read-object.ts';
export { registerArchiveRoutes } from './routes.ts';
export { ArchiveService } from './service.ts';
export { findDataTtls, findDaysWithStates } from './store.ts';
