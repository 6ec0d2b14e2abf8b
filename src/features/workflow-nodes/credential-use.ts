import type { NodeContext } from './context.ts';
import type { FieldDeclaration } from './declaration.ts';
import { ActionError } from './errors.ts';
import type { PlainCredentialType } from './services.ts';

/** The key by which nodes name a credential; whoever saves a workflow notes that it is used. */
export const credentialKey = 'credentialNameTemplate';

export function credentialField(help: string, options: Partial<FieldDeclaration> = {}): FieldDeclaration {
  return { key: credentialKey, kind: 'template', label: 'Credential', help, ...options };
}

/** A request as a credential of the type http completes it. */
export interface CompletedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** PEM, of a client certificate. */
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Adds what the credential that the node names says, if it names one. What comes of it is for the request alone: never for a payload.
 *
 * @throws ActionError when there is none of the name, it is disabled or of another type, or is not meant for the URL
 */
export async function applyCredential(
  { config, services }: NodeContext,
  request: { url: string; headers: Readonly<Record<string, string>> },
): Promise<CompletedRequest> {
  const name = config.text(credentialKey, { escape: false }).trim();
  if (name === '') return request;
  const { url } = request;
  const used = await services.credentials.useForUrl({ name, url });
  if ('failure' in used) throw new ActionError('CredentialError', used.failure);
  const { authMethod, publicValue = '', secretValue } = used;
  switch (authMethod) {
    case 'header':
      return { url, headers: { ...request.headers, [publicValue.toLowerCase()]: secretValue } };
    case 'queryParam': {
      const completed = new URL(url);
      completed.searchParams.set(publicValue, secretValue);
      return { url: completed.href, headers: request.headers };
    }
    case 'basicAuth': {
      const text = Buffer.from(`${publicValue}:${secretValue}`).toString('base64');
      return { url, headers: { ...request.headers, authorization: `Basic ${text}` } };
    }
    default:
      return { ...request, cert: publicValue, key: secretValue };
  }
}

/**
 * The fields of the credential that the node names. What comes of it is for the use at hand alone: never for a payload.
 *
 * @throws ActionError when there is none of the name, or it is disabled or of another type; NodeError TemplateError when none is named
 */
export async function useCredential(
  { config, services }: NodeContext,
  type: PlainCredentialType,
): Promise<Readonly<Record<string, string | undefined>>> {
  const name = config.requiredText(credentialKey, { escape: false });
  const used = await services.credentials.useFields({ name, type });
  if ('failure' in used) throw new ActionError('CredentialError', used.failure);
  return used.fields;
}
