import { defineFeature } from '../../platform/feature.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { registerHistoryRoutes } from './routes.ts';
import { HistoryService } from './service.ts';

/** States of the past, brought in from elsewhere. */
export const historyFeature = defineFeature({
  name: 'history',
  needs: { devices: devicesFeature, deviceState: deviceStateFeature },
  create({ database, now }, { devices: { devices }, deviceState: { history: states } }) {
    const history = new HistoryService({ database, devices, states, now });
    return { api: {}, routes: (router) => registerHistoryRoutes(router, history) };
  },
});
