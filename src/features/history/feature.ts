import { defineFeature } from '../../platform/feature.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { registerHistoryRoutes } from './routes.ts';
import { HistoryService } from './service.ts';

/** States of the past, brought in from elsewhere. */
export const historyFeature = defineFeature({
  name: 'history',
  needs: { devices: devicesFeature, deviceState: deviceStateFeature, limits: limitsFeature },
  create({ database, now }, { devices: { devices }, deviceState: { history: states }, limits: { limits } }) {
    const history = new HistoryService({ database, devices, limits, states, now });
    return { api: {}, routes: (router) => registerHistoryRoutes(router, history) };
  },
});
