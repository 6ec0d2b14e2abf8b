import { defineFeature } from '../../platform/feature.ts';
import { applicationKeyResource } from './resource.ts';
import { registerApplicationKeyRoutes } from './routes.ts';
import { ApplicationKeyService } from './service.ts';

/** Access keys: the credentials that the devices of one application share. */
export const applicationKeysFeature = defineFeature({
  name: 'application-keys',
  resources: [applicationKeyResource],
  create({ database, bus, now }) {
    const keys = new ApplicationKeyService({ database, bus, now });
    return { api: { keys }, routes: (router) => registerApplicationKeyRoutes(router, keys) };
  },
});
