import { defineFeature } from '../../platform/feature.ts';
import { limitsFeature } from '../limits/index.ts';
import { BulkDevices } from './bulk.ts';
import { deviceBundleKind } from './bundle.ts';
import { DeviceDirectory } from './directory.ts';
import { DeviceMessageLimit } from './message-limit.ts';
import { defineDeviceJobs } from './purge.ts';
import { deviceResource } from './resource.ts';
import { registerDeviceRoutes } from './routes.ts';
import { DeviceService } from './service.ts';

/** Devices and what they are. */
export const devicesFeature = defineFeature({
  name: 'devices',
  needs: { limits: limitsFeature },
  resources: [deviceResource],
  create({ database, bus, elapsed, jobs, mailer, now, reportError }, { limits: { limits } }) {
    const directory = new DeviceDirectory({ database });
    const devices = new DeviceService({ database, directory, limits, bus, jobs, now });
    const onError = reportError('the mail about a change of devices could not be sent');
    const bulk = new BulkDevices({ database, devices, bus, jobs, mailer, onError, now });
    const limit = new DeviceMessageLimit({ limits, now: elapsed });
    return {
      api: { devices, directory, limit },
      routes: (router) => registerDeviceRoutes(router, { devices, bulk }),
      jobs: (all) => defineDeviceJobs(all, database),
      bundleKinds: [deviceBundleKind({ bus, database, limits })],
      listens: directory.listens,
    };
  },
});
