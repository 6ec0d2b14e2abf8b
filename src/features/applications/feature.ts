import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { ApplicationExtras } from './extras.ts';
import { definePurgeJob } from './purge.ts';
import { readSealedArchiveSecrets, resealArchiveSecrets } from './reseal.ts';
import { applicationResource } from './resource.ts';
import { registerApplicationRoutes } from './routes.ts';
import { ApplicationService } from './service.ts';
import { Summaries } from './summaries.ts';

/** Applications: the unit that owns devices, keys, tokens and a topic space of its own. */
export const applicationsFeature = defineFeature({
  name: 'applications',
  needs: { access: accessFeature, devices: devicesFeature },
  resources: [applicationResource],
  readSealed: readSealedArchiveSecrets,
  create({ config, database, bus, jobs, links, offers, secrets, resources, now }, { access: { access } }) {
    const archivePolicy = { archiveDir: config.archiveDir, s3Hosts: config.archiveS3Hosts ?? [] };
    const summaries = new Summaries({ resources });
    const applications = new ApplicationService({
      database,
      access,
      bus,
      jobs,
      secrets,
      summaries,
      archivePolicy,
      now,
    });
    const extras = new ApplicationExtras({ database, applications, bus, now });
    return {
      api: { applications, extras, summaries },
      routes: (router) => registerApplicationRoutes(router, { applications, extras, links }),
      jobs: (all) => definePurgeJob(all, { database, resources, cleanups: offers.cleanups }),
      resealSecrets: (tx) => resealArchiveSecrets(tx, secrets),
    };
  },
});
