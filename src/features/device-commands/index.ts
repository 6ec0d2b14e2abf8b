export { deviceCommandsFeature } from './feature.ts';
export type { DeviceCommandService } from './service.ts';
