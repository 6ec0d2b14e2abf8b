export { DeviceWatch } from './device-watch.ts';
export { registerDeviceStreamRoutes } from './routes.ts';
