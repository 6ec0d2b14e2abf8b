import { randomBytes } from 'node:crypto';
import type { NodeType } from '../context.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { ActionError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { readIdentityProvider, readServiceProvider } from '../saml/metadata.ts';

/** Who logs in where: the metadata of both sides. */
export const samlMetadataFields: readonly FieldDeclaration[] = [
  {
    key: 'spMetadataTemplate',
    kind: 'template',
    label: 'Metadata of the service provider',
    help: 'An EntityDescriptor in XML: who you are, and where responses are posted to.',
    required: true,
  },
  {
    key: 'idpMetadataTemplate',
    kind: 'template',
    label: 'Metadata of the identity provider',
    help: 'An EntityDescriptor in XML.',
    required: true,
  },
];

export const samlLoginRedirectNode: NodeType = {
  type: 'SamlLoginRedirectNode',
  label: 'SAML: Login URL',
  summary: 'Makes the URL by which a browser asks an identity provider for a login (SAML 2.0).',
  category: 'payload',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [...samlMetadataFields, resultField({ required: true, help: 'An object with redirectUrl and requestId.' })],
  example: {
    spMetadataTemplate: '{{globals.spMetadata}}',
    idpMetadataTemplate: '{{globals.idpMetadata}}',
    resultPath: 'working.login',
  },
  async run(context) {
    const { config } = context;
    const spMetadata = config.requiredText('spMetadataTemplate', { escape: false });
    const idpMetadata = config.requiredText('idpMetadataTemplate', { escape: false });
    await softly(context, 'resultPath', async () => {
      const { entityId, consumerUrls, nameIdFormat } = readServiceProvider(spMetadata);
      const { loginUrl, wantsSignedRequests } = readIdentityProvider(idpMetadata);
      if (loginUrl === undefined || !/^https?:/i.test(loginUrl) || !URL.canParse(loginUrl)) {
        throw new ActionError(
          'SamlError',
          'The metadata of the identity provider has no SingleSignOnService for HTTP-Redirect',
        );
      }
      if (wantsSignedRequests) {
        throw new ActionError('SamlError', 'The identity provider wants signed requests, and this node has no key');
      }
      const requestId = `_${randomBytes(20).toString('hex')}`;
      // Large, and needed by few.
      const { SAML } = await import('@node-saml/node-saml');
      const saml = new SAML({
        // Requests are not answered here: nothing is checked by it.
        idpCert: 'none',
        issuer: entityId,
        callbackUrl: consumerUrls[0] ?? '',
        entryPoint: loginUrl,
        identifierFormat: nameIdFormat ?? null,
        // How users prove who they are is the provider's to say.
        disableRequestedAuthnContext: true,
        generateUniqueId: () => requestId,
      });
      return { redirectUrl: await saml.getAuthorizeUrlAsync('', undefined, {}), requestId };
    });
  },
};
