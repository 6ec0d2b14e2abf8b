import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { DeviceWatch } from './device-watch.ts';
import { registerDeviceStreamRoutes } from './routes.ts';

/** One device's states and commands as they come. */
export const deviceStreamsFeature = defineFeature({
  name: 'device-streams',
  needs: { access: accessFeature, devices: devicesFeature },
  create({ makeWindows }, { access: { access }, devices: { devices } }) {
    const deviceWatch = new DeviceWatch({ makeWindows });
    return {
      api: {},
      routes: (router) => registerDeviceStreamRoutes(router, { deviceWatch, devices, access }),
      listens: deviceWatch.listens,
      metrics: [
        {
          name: 'signalbox_device_watchers',
          help: 'Open event streams of devices',
          read: () => deviceWatch.watcherCount,
        },
      ],
      close: () => deviceWatch.clear(),
    };
  },
});
