import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { ApplicationLog } from './application-log.ts';
import { registerApplicationLogRoutes } from './routes.ts';

/** What happens in an application, in sentences, while somebody watches. */
export const applicationLogFeature = defineFeature({
  name: 'application-log',
  needs: { access: accessFeature },
  create({ bus, makeWindows, now }, { access: { access } }) {
    const applicationLog = new ApplicationLog({ bus, makeWindows, now });
    return {
      api: { applicationLog },
      routes: (router) => registerApplicationLogRoutes(router, { applicationLog, access }),
      listens: applicationLog.listens,
      close: () => applicationLog.windows.clear(),
    };
  },
});
