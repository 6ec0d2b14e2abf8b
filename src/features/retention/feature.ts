import { defineFeature } from '../../platform/feature.ts';
import { archivesFeature } from '../archives/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { defineRetentionJobs } from './jobs.ts';
import { RetentionService } from './service.ts';

/** Removes what is older than it is to be kept, and never what an archive still needs. */
export const retentionFeature = defineFeature({
  name: 'retention',
  needs: { archives: archivesFeature, deviceState: deviceStateFeature },
  create({ clock, database, bus, now }, { archives: { gate }, deviceState: { ingest, partitions } }) {
    const isReporting = () => ingest.isReporting;
    const retention = new RetentionService({ database, partitions, gate, bus, isReporting, now });
    return { api: { retention }, jobs: (jobs) => defineRetentionJobs(jobs, { retention, clock }) };
  },
});
