export { StateHistory } from './history.ts';
export { StateIngest } from './ingest.ts';
export { partitionMs, StatePartitions } from './partitions.ts';
export { convertReport, type StateItem } from './report.ts';
export { registerDeviceStateRoutes } from './routes.ts';
export { DeviceStateService, nameValues } from './service.ts';
export { readLastValues } from './store.ts';
export { stateTopic } from './topics.ts';
