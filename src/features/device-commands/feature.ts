import { sql } from 'kysely';
import { defineFeature } from '../../platform/feature.ts';
import { definePruneJob } from '../../platform/jobs/prune-job.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { connectionsFeature } from '../connections/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { usageFeature } from '../usage/index.ts';
import { registerDeviceCommandRoutes } from './routes.ts';
import { DeviceCommandService } from './service.ts';

/** What people and programs ask devices to do. */
export const deviceCommandsFeature = defineFeature({
  name: 'device-commands',
  needs: {
    applicationLog: applicationLogFeature,
    connections: connectionsFeature,
    devices: devicesFeature,
    limits: limitsFeature,
    usage: usageFeature,
  },
  create({ clock, config, database, bus, now }, needs) {
    const commands = new DeviceCommandService({
      database,
      devices: needs.devices.devices,
      limits: needs.limits.limits,
      usage: needs.usage.counter,
      bus,
      publish: needs.connections.publish,
      reach: needs.connections.reach,
      applicationLog: needs.applicationLog.applicationLog,
      now,
    });
    return {
      api: { commands },
      routes: (router) => registerDeviceCommandRoutes(router, commands),
      jobs: (jobs) =>
        definePruneJob(jobs, {
          name: 'commands.prune',
          days: config.keepCommands,
          table: 'device_command',
          key: 'device_command_row_id',
          isOld: (before) => sql`time < ${before}`,
          database,
          now,
          clock,
        }),
    };
  },
});
