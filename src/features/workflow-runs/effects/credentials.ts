import { type CredentialService, matchesUri } from '../../credentials/index.ts';
import type { IntegrationService } from '../../integrations/index.ts';
import type { Effects } from './effects.ts';

/** Credentials of the application, looked up for each use: one that has been disabled is used no more. */
export function credentialEffects({
  credentials,
  integrations,
  particleUrl,
}: {
  credentials: CredentialService;
  integrations: Pick<IntegrationService, 'use'>;
  particleUrl: string;
}): Effects['credentials'] {
  return {
    async useForUrl({ application }, { name, url }) {
      const used = await credentials.use(application.applicationRowId, name, 'http');
      if ('failure' in used) return used;
      const { uriMatch, authMethod, publicValue, secretValue } = used.config;
      if (!matchesUri(uriMatch, url)) return { failure: `The credential "${name}" is not meant for that URL.` };
      return { authMethod, publicValue, secretValue };
    },
    async useFields({ application }, { name, type }) {
      const used = await credentials.use(application.applicationRowId, name, type);
      return 'failure' in used ? used : { fields: used.config };
    },
    async useParticle({ application }, { integrationId }) {
      if (integrationId === undefined) return { url: particleUrl };
      const used = await integrations.use(application.applicationRowId, integrationId, 'particle');
      if ('failure' in used) return used;
      const { accessToken, productSlugOrId, deviceNameOrId } = used.config.particleConfig ?? {};
      return { url: particleUrl, accessToken, product: productSlugOrId, device: deviceNameOrId };
    },
    async useForTokens({ application }, { name }) {
      const used = await credentials.use(application.applicationRowId, name, 'jwt');
      if ('failure' in used) return used;
      const { algorithm, issuer, secret } = used.config;
      return { algorithm, issuer, secret };
    },
  };
}
