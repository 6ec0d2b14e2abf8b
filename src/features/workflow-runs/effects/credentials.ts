import { type CredentialService, matchesUri } from '../../credentials/index.ts';
import type { Effects } from './effects.ts';

/** Credentials of the application, looked up for each use: one that has been disabled is used no more. */
export function credentialEffects(credentials: CredentialService): Effects['credentials'] {
  return {
    async useForUrl({ application }, { name, url }) {
      const used = await credentials.use(application.applicationRowId, name, 'http');
      if ('failure' in used) return used;
      const { uriMatch, authMethod, publicValue, secretValue } = used.config;
      if (!matchesUri(uriMatch, url)) return { failure: `The credential "${name}" is not meant for that URL.` };
      return { authMethod, publicValue, secretValue };
    },
    async useForTokens({ application }, { name }) {
      const used = await credentials.use(application.applicationRowId, name, 'jwt');
      if ('failure' in used) return used;
      const { algorithm, issuer, secret } = used.config;
      return { algorithm, issuer, secret };
    },
  };
}
