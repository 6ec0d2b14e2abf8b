import { JournalSettling } from '../../platform/database/journal-settling.ts';
import { defineFeature } from '../../platform/feature.ts';
import { applicationsFeature } from '../applications/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { UsageCounter } from './counter.ts';
import { journalStatements } from './counts.ts';
import { pruneCounts } from './prune.ts';
import { countReports } from './report-counts.ts';
import { registerUsageRoutes } from './routes.ts';
import { UsageService } from './service.ts';

/** How many payloads came and went, by type, source and hour. */
export const usageFeature = defineFeature({
  name: 'usage',
  needs: { applications: applicationsFeature, deviceState: deviceStateFeature },
  create({ config, database, now, reportError }, { applications: { summaries }, deviceState: { ingest } }) {
    const settling = new JournalSettling({
      database,
      name: 'settle_payload_counts',
      onError: reportError('usage counts could not be added up'),
    });
    ingest.contribute({
      statements: (batches) => {
        settling.note();
        return journalStatements(batches.flatMap(countReports));
      },
      sharesRows: true,
    });
    const counter = new UsageCounter({ database, now, onError: reportError('usage counts could not be written') });
    const usage = new UsageService({ database, counter, now });
    summaries.servePayloadCounts((owner) => usage.readRecent(owner));
    return {
      api: { counter },
      routes: (router) => registerUsageRoutes(router, usage),
      jobs(jobs) {
        jobs.define('usage.prune', { retryLimit: 3, concurrency: 1, expireInSeconds: 6 * 3600 }, async ({ signal }) => {
          if (config.keepUsage !== null) await pruneCounts(database, now() - config.keepUsage * 86_400_000, signal);
        });
        jobs.schedule('usage.prune', '50 2 * * *');
      },
      async start() {
        await settling.start();
        counter.start();
      },
      async stop() {
        await counter.stop();
        await settling.stop();
      },
    };
  },
});
