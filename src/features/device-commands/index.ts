export { registerDeviceCommandRoutes } from './routes.ts';
export { DeviceCommandService, type PublishToSpace } from './service.ts';
