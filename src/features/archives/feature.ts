import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { applicationsFeature } from '../applications/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { ArchiveGate } from './archive-gate.ts';
import { JobWatch } from './job-watch.ts';
import { defineArchiveJobs } from './jobs.ts';
import { archiveJobResource } from './resource.ts';
import { registerArchiveRoutes } from './routes.ts';
import { ArchiveService } from './service.ts';

/** Device data to each application's own store, an object per device and day. */
export const archivesFeature = defineFeature({
  name: 'archives',
  needs: { access: accessFeature, applications: applicationsFeature, deviceState: deviceStateFeature },
  resources: [archiveJobResource],
  create(platform, { access: { access }, applications: { applications }, deviceState: { ingest } }) {
    const { bus, config, database, jobs, now, reportError, version } = platform;
    const archives = new ArchiveService({
      database,
      jobs,
      applications,
      bus,
      archivePolicy: { archiveDir: config.archiveDir, s3Hosts: config.archiveS3Hosts ?? [] },
      isReporting: () => ingest.isReporting,
      version,
      onError: reportError('archive'),
      now,
    });
    const watch = new JobWatch(platform);
    return {
      api: { archives, gate: new ArchiveGate({ database, archives, now }) },
      routes: (router) => registerArchiveRoutes(router, { archives, access, watch, now }),
      jobs: (all) => defineArchiveJobs(all, archives),
      listens: { ...archives.listens, ...watch.listens },
      start: () => archives.start(),
      stop: () => archives.stop(),
      close: () => watch.windows.clear(),
    };
  },
});
