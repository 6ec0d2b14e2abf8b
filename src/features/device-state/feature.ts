import { JournalSettling } from '../../platform/database/journal-settling.ts';
import { defineFeature } from '../../platform/feature.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { Compaction } from './compaction.ts';
import { StateHistory } from './history.ts';
import { StateIngest } from './ingest.ts';
import { defineStateJobs, queueCompaction } from './jobs.ts';
import { StatePartitions } from './partitions.ts';
import { StateRemoval } from './removal.ts';
import { registerDeviceStateRoutes } from './routes.ts';
import { DeviceStateService } from './service.ts';
import { settlesLastValues } from './store.ts';
import { stateTopic } from './topics.ts';

/** What devices report: stored before it is acknowledged. Other features add to that transaction (`ingest.contribute`). */
export const deviceStateFeature = defineFeature({
  name: 'device-state',
  needs: { applicationLog: applicationLogFeature, devices: devicesFeature, limits: limitsFeature },
  create(platform, needs) {
    const { applicationLog } = needs.applicationLog;
    const { devices, directory, limit } = needs.devices;
    const { limits, leases } = needs.limits;
    const { config, database, bus, jobs, node, now, reportError } = platform;
    const partitions = new StatePartitions({ database, now, onError: reportError('partitions could not be made') });
    const settling = new JournalSettling({
      database,
      name: settlesLastValues,
      onError: reportError('last values could not be derived'),
    });
    const ingest = new StateIngest({
      database,
      partitions,
      now,
      ...(node ? { countServers: () => node.count } : {}),
      onStored: (items) => {
        settling.note();
        bus.emit('states.stored', items);
      },
    });
    const history = new StateHistory({ database, partitions, now, onStored: () => settling.note() });
    const states = new DeviceStateService({
      database,
      devices,
      directory,
      ingest,
      limit,
      limits,
      leases,
      applicationLog,
      bus,
      now,
    });
    const removal = new StateRemoval({ database, devices, jobs, bus, now });
    const compaction = new Compaction({
      database,
      policy: config.compactHistory,
      // What other servers are sent is stored by the same PostgreSQL.
      isReporting: () => ingest.isReporting || (node?.count ?? 1) > 1,
      now,
      onError: reportError('states could not be packed'),
    });
    return {
      api: { ingest, partitions, history, states, compaction },
      routes: (router) => registerDeviceStateRoutes(router, { states, removal }),
      topics: [stateTopic(states)],
      jobs: (all) => defineStateJobs(all, { removal, compaction }),
      metrics: [
        { name: 'signalbox_states_stored', help: 'States stored since the start', read: () => ingest.stored },
        {
          name: 'signalbox_states_packed',
          help: 'States put into chunks since the start',
          read: () => compaction.packed,
        },
        { name: 'signalbox_states_queued', help: 'States waiting to be stored', read: () => ingest.queued },
      ],
      async open() {
        if (config.compactHistory !== 'off') await queueCompaction(jobs, database.kysely);
      },
      async start() {
        await partitions.start();
        await settling.start();
      },
      async stop() {
        await ingest.stop();
        await settling.stop();
        await partitions.stop();
      },
    };
  },
});
