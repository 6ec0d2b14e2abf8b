import { defineFeature } from '../../platform/feature.ts';
import { applicationKeysFeature } from '../application-keys/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { exportsFeature } from '../exports/index.ts';
import { BulkCreate } from './bulk-create.ts';
import { deviceRecipeBundleKind } from './bundle.ts';
import { readSealedLines, resealLines } from './job-store.ts';
import { DeviceMaker } from './maker.ts';
import { deviceRecipeResource } from './resource.ts';
import { registerDeviceRecipeRoutes } from './routes.ts';
import { RecipeRunner } from './runner.ts';
import { DeviceRecipeService } from './service.ts';

/** What devices are made from, many at a time. */
export const deviceRecipesFeature = defineFeature({
  name: 'device-recipes',
  needs: {
    applicationKeys: applicationKeysFeature,
    devices: devicesFeature,
    deviceState: deviceStateFeature,
    exports: exportsFeature,
  },
  resources: [deviceRecipeResource],
  readSealed: readSealedLines,
  create(platform, { applicationKeys: { keys }, devices: { devices }, deviceState: { ingest }, exports }) {
    const { database, links, logger, mailer, now, reportError, secrets } = platform;
    const { requested } = exports;
    const recipes = new DeviceRecipeService({ database, now });
    const maker = new DeviceMaker({ devices, keys });
    const isReporting = () => ingest.isReporting;
    const onError = reportError('device recipes');
    const runner = new RecipeRunner({ database, maker, requested, secrets, isReporting, logger, onError, now });
    requested.define(runner.resultExport);
    const bulkCreate = new BulkCreate({ database, maker, runner, requested, mailer, onError, now });
    return {
      api: {},
      routes: (router) => registerDeviceRecipeRoutes(router, { recipes, bulkCreate, links }),
      bundleKinds: [deviceRecipeBundleKind(recipes)],
      resealSecrets: (tx) => resealLines(tx, secrets),
      start: () => runner.start(),
      stop: () => runner.stop(),
    };
  },
});
