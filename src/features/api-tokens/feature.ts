import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { applicationApiTokenResource, orgApiTokenResource, userApiTokenResource } from './resource.ts';
import { registerApiTokenRoutes } from './routes.ts';
import { ApiTokenService } from './service.ts';

/** API tokens: what programs use to reach an application, an organization, or all that a person reaches. */
export const apiTokensFeature = defineFeature({
  name: 'api-tokens',
  needs: { access: accessFeature },
  resources: [applicationApiTokenResource, orgApiTokenResource, userApiTokenResource],
  create({ actions, database, bus, now }, { access: { access, tokenUse } }) {
    const tokens = new ApiTokenService({ database, access, actions, use: tokenUse, bus, now });
    return { api: {}, routes: (router) => registerApiTokenRoutes(router, tokens) };
  },
});
