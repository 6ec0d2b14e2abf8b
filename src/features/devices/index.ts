export type { StoredAttribute } from './attributes.ts';
export { DeviceDirectory, type DeviceProfile } from './directory.ts';
export { DeviceMessageLimit } from './message-limit.ts';
export { defineDeviceJobs, deleteInChunks, purgeDeviceRows, resumeDevicePurges } from './purge.ts';
export { reachDevice } from './reach.ts';
export { registerDeviceRoutes } from './routes.ts';
export { tagQueries } from './schemas.ts';
export { DeviceService, maxSelectedDevices } from './service.ts';
export type { DeviceSelection } from './store.ts';
