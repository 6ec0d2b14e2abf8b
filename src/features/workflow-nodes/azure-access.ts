import type { NodeContext } from './context.ts';
import { credentialField, credentialKey, useCredential } from './credential-use.ts';
import type { FieldDeclaration } from './declaration.ts';
import { NodeError } from './errors.ts';

/** Who asks a storage account of Azure: a credential, or the account and its key. */
export const storageAccountFields: readonly FieldDeclaration[] = [
  credentialField('One of the type azure; in place of the account and its key.'),
  { key: 'accountTemplate', kind: 'template', label: 'Storage account' },
  { key: 'accountKeyTemplate', kind: 'template', label: 'Account key' },
];

/**
 * The account that `storageAccountFields` speak of.
 *
 * @throws ActionError CredentialError; NodeError TemplateError, or ValidationError for a name that is none
 */
export async function readStorageAccount(context: NodeContext): Promise<{ account: string; accountKey: string }> {
  const { config } = context;
  const used = config.has(credentialKey) ? await useCredential(context, 'azure') : undefined;
  const account = used ? (used.account ?? '') : config.requiredText('accountTemplate');
  const accountKey = used ? (used.accountKey ?? '') : config.requiredText('accountKeyTemplate');
  // It becomes a part of the host's name.
  if (!/^[a-z0-9]{3,24}$/.test(account)) {
    throw new NodeError('ValidationError', "The storage account's name is not valid");
  }
  return { account, accountKey };
}
