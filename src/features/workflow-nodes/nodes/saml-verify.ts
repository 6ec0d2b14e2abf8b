import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { isActionError, toErrorShape } from '../errors.ts';
import { resultField } from '../fields.ts';
import { readIdentityProvider, readServiceProvider } from '../saml/metadata.ts';
import { verifyResponse } from '../saml/verify-response.ts';
import { samlMetadataFields } from './saml-login-redirect.ts';

export const samlVerifyNode: NodeType = {
  type: 'SamlVerifyNode',
  label: 'SAML: Verify',
  summary:
    'Goes on by its second output when a SAML response is signed by the identity provider and meant for you, now; gives what it says of the user.',
  category: 'logic',
  classes: runnableClasses,
  outputs: 2,
  isSoft: true,
  fields: [
    ...samlMetadataFields,
    {
      key: 'samlResponseTemplate',
      kind: 'template',
      label: 'Response',
      help: 'In Base64, as the field SAMLResponse brings it.',
      required: true,
    },
    resultField({ required: true, help: 'Attributes by their names, and nameID and others; or an object with error.' }),
  ],
  example: {
    spMetadataTemplate: '{{globals.spMetadata}}',
    idpMetadataTemplate: '{{globals.idpMetadata}}',
    samlResponseTemplate: '{{data.body.SAMLResponse}}',
    resultPath: 'working.user',
  },
  async run({ config, now }) {
    const spMetadata = config.requiredText('spMetadataTemplate', { escape: false });
    const idpMetadata = config.requiredText('idpMetadataTemplate', { escape: false });
    const response = config.requiredText('samlResponseTemplate', { escape: false });
    try {
      const user = await verifyResponse({
        response,
        serviceProvider: readServiceProvider(spMetadata),
        identityProvider: readIdentityProvider(idpMetadata),
        now: now(),
      });
      config.write('resultPath', user);
      return true;
    } catch (error) {
      if (!isActionError(error)) throw error;
      const { name, message } = toErrorShape(error);
      config.write('resultPath', { error: { type: name, message } });
      return false;
    }
  },
};
