export { organizationsFeature } from './feature.ts';
export type { DashboardTransfer, TransferService } from './transfer.ts';
