import { defineFeature } from '../../platform/feature.ts';
import { readSealedCredentials, resealCredentials } from './reseal.ts';
import { credentialResource } from './resource.ts';
import { registerCredentialRoutes } from './routes.ts';
import { CredentialService } from './service.ts';

/** Reusable secrets of an application, which other resources name. */
export const credentialsFeature = defineFeature({
  name: 'credentials',
  resources: [credentialResource],
  readSealed: readSealedCredentials,
  create({ database, secrets, now }) {
    const credentials = new CredentialService({ database, secrets, now });
    return {
      api: { credentials },
      routes: (router) => registerCredentialRoutes(router, credentials),
      resealSecrets: (tx) => resealCredentials(tx, secrets),
    };
  },
});
