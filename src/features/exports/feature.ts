import { join } from 'node:path';
import { defineFeature } from '../../platform/feature.ts';
import { LocalStore } from '../../platform/objects/local-store.ts';
import { accessFeature } from '../access/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { defineExportJobs } from './jobs.ts';
import { exportResource } from './resource.ts';
import { ExportRights } from './rights.ts';
import { registerExportRoutes } from './routes.ts';
import { ExportRunner } from './runner.ts';
import { ExportService } from './service.ts';

/** What devices have reported, as files to fetch. */
export const exportsFeature = defineFeature({
  name: 'exports',
  needs: { access: accessFeature, devices: devicesFeature },
  resources: [exportResource],
  create(platform, { access: { access }, devices: { devices, directory } }) {
    const { config, database, jobs, links, logger, mailer, now, secrets } = platform;
    const shared = {
      database,
      devices,
      mailer,
      now,
      secrets,
      rights: new ExportRights({ bearers: access, devices }),
      // Private: what one application exports is no business of the machine's other users.
      store: new LocalStore({ folder: join(config.dataDir, 'exports'), isPrivate: true }),
      callbackPolicy: { allowedHosts: config.callbackHosts ?? [] },
    };
    const runner = new ExportRunner({ ...shared, directory, jobs, logger, maxBytes: config.exportSpace * 1024 * 1024 });
    const exports = new ExportService({ ...shared, runner });
    return {
      api: { runner },
      routes: (router) => registerExportRoutes(router, { exports, links }),
      jobs: (all) => defineExportJobs(all, runner),
    };
  },
});
