import type { AwsSigner } from './aws-signature.ts';
import type { NodeContext } from './context.ts';
import { credentialField, credentialKey, useCredential } from './credential-use.ts';
import type { FieldDeclaration } from './declaration.ts';
import { NodeError } from './errors.ts';

/** The keys under which a node says who signs. */
interface SignerKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** Who signs requests to AWS: a credential, or keys. */
export function awsSignerFields({ accessKeyId, secretAccessKey, region }: SignerKeys): readonly FieldDeclaration[] {
  return [
    credentialField('One of the type aws; in place of the three keys.'),
    { key: accessKeyId, kind: 'template', label: 'Access key id' },
    { key: secretAccessKey, kind: 'template', label: 'Secret access key' },
    { key: region, kind: 'template', label: 'Region' },
  ];
}

/**
 * The signer that `awsSignerFields` speak of.
 *
 * @throws ActionError CredentialError, or ValidationError for a region that is none; NodeError TemplateError
 */
export async function readAwsSigner(context: NodeContext, keys: SignerKeys): Promise<AwsSigner> {
  const { config } = context;
  const used = config.has(credentialKey) ? await useCredential(context, 'aws') : undefined;
  const read = (key: keyof SignerKeys) => used?.[key] ?? config.requiredText(keys[key], { escape: false });
  const region = read('region');
  // It becomes a part of the host's name.
  if (!/^[a-z0-9-]{1,50}$/.test(region)) throw new NodeError('ValidationError', "The region's name is not valid");
  return { accessKeyId: read('accessKeyId'), secretAccessKey: read('secretAccessKey'), region };
}
