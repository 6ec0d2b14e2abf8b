import { defineFeature } from '../../platform/feature.ts';
import { makeExportStore } from '../../platform/objects/server-stores.ts';
import { accessFeature } from '../access/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { ExportDelivery } from './delivery.ts';
import { defineExportJobs } from './jobs.ts';
import { ExportKinds } from './kinds.ts';
import { ownKinds } from './own-kinds.ts';
import { RequestedExports } from './requested.ts';
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
    const { config, database, links, logger, mailer, now, reportError, secrets } = platform;
    const callbackPolicy = { allowedHosts: config.callbackHosts ?? [] };
    const store = makeExportStore(config);
    const kinds = new ExportKinds();
    for (const kind of ownKinds({ database, devices, directory })) kinds.add(kind);
    const rights = new ExportRights({ bearers: access, devices, kinds });
    const shared = { database, logger, rights, now, secrets, onError: reportError('export') };
    const delivery = new ExportDelivery({ ...shared, mailer, callbackPolicy });
    const maxBytes = config.exportSpace * 1024 * 1024;
    const runner = new ExportRunner({ ...shared, kinds, store, delivery, maxBytes });
    const exports = new ExportService({ ...shared, devices, runner, store, mailer, callbackPolicy, kinds });
    const requested = new RequestedExports({ database, secrets, kinds, runner, mailer, callbackPolicy, now });
    return {
      api: { runner, delivery, requested },
      routes: (router) => registerExportRoutes(router, { exports, links }),
      jobs: (all) => defineExportJobs(all, runner),
      cleanup: () => runner.clean(),
      start: async () => {
        await runner.start();
        await delivery.start();
      },
      stop: async () => {
        await Promise.all([runner.stop(), delivery.stop()]);
      },
    };
  },
});
