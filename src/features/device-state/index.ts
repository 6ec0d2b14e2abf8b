export type { DeviceBatch } from './batch.ts';
export { Compaction } from './compaction.ts';
export { findNewestValues } from './composite.ts';
export {
  deleteLastValues,
  deleteStates,
  deleteValues,
  dropPartition,
  readDevicesInPartition,
} from './expiry-store.ts';
export { deviceStateFeature } from './feature.ts';
export { StateHistory } from './history.ts';
export type { StateContributor, StateIngest } from './ingest.ts';
export type { RefusalListener, RefusedState } from './parse-report.ts';
export { listPartitions, partitionMs, readPartitionRange, type StatePartition, StatePartitions } from './partitions.ts';
export { convertReport, type ReportDetails, type ReportOrigin, type StateItem } from './report.ts';
export type { ReportGate } from './report-gate.ts';
export { type DeviceStateService, nameValues } from './service.ts';
export { describeStored } from './state-lines.ts';
export {
  type LastValue,
  readLastValues,
  settleLastValues,
  statesInOrder,
  walkLastValues,
  walkStates,
} from './store.ts';
