import { join } from 'node:path';
import { defineFeature } from '../../platform/feature.ts';
import { LocalStore } from '../../platform/objects/local-store.ts';
import { devicesFeature } from '../devices/index.ts';
import { defineExportJobs } from './jobs.ts';
import { exportResource } from './resource.ts';
import { registerExportRoutes } from './routes.ts';
import { ExportRunner } from './runner.ts';
import { ExportService } from './service.ts';

/** What devices have reported, as files to fetch. */
export const exportsFeature = defineFeature({
  name: 'exports',
  needs: { devices: devicesFeature },
  resources: [exportResource],
  create(platform, { devices: { devices, directory } }) {
    const { config, database, jobs, logger, mailer, now, secrets } = platform;
    const shared = {
      database,
      devices,
      mailer,
      now,
      secrets,
      store: new LocalStore({ folder: join(config.dataDir, 'exports') }),
      callbackPolicy: { allowedHosts: config.callbackHosts ?? [] },
    };
    const runner = new ExportRunner({ ...shared, directory, jobs, logger, maxBytes: config.exportSpace * 1024 * 1024 });
    const exports = new ExportService({ ...shared, runner });
    return {
      api: { runner },
      routes: (router) => registerExportRoutes(router, { exports, publicUrl: config.publicUrl }),
      jobs: (all) => defineExportJobs(all, runner),
    };
  },
});
