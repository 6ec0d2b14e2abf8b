import { defineFeature } from '../../platform/feature.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { SystemAggregator } from './aggregator.ts';

/** Devices whose state is computed from those below them. */
export const systemDevicesFeature = defineFeature({
  name: 'system-devices',
  needs: { applicationLog: applicationLogFeature, deviceState: deviceStateFeature },
  create(platform, { applicationLog: { applicationLog }, deviceState: { ingest } }) {
    const { database, bus, now, reportError } = platform;
    const onError = reportError('the state of system devices could not be computed');
    const systems = new SystemAggregator({ database, ingest, bus, applicationLog, now, onError });
    return { api: { systems }, open: () => systems.start(), close: () => systems.stop() };
  },
});
