import type { NodeContext } from '../context.ts';
import { credentialKey } from '../credential-use.ts';
import type { FieldDeclaration } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import type { OutsideHost } from '../services.ts';

/** The longest that one of these nodes takes. */
const timeoutMs = 30_000;

/** Who logs in at a database or file server. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** TLS, as nodes of databases and file servers ask for it. */
export interface TlsChoice {
  readonly isInsecure: boolean;
  readonly ca: string | undefined;
}

/** The fields of a host that speaks TLS or not, and of the credential for it. */
export const loginCredentialField: FieldDeclaration = {
  key: credentialKey,
  kind: 'template',
  label: 'Credential',
  help: 'In place of user and password: one of the type http with user and password, whose address is https://, the host and the port.',
};

export const tlsFields: readonly FieldDeclaration[] = [
  {
    key: 'caCertTemplate',
    kind: 'template',
    label: 'Certificate authority',
    help: 'In PEM; empty: those of the system.',
  },
  { key: 'disableSSLVerification', kind: 'boolean', label: 'Take any certificate', default: false },
];

export function readTls({ config }: NodeContext): TlsChoice {
  return {
    isInsecure: config.boolean('disableSSLVerification'),
    ca: config.text('caCertTemplate').trim() || undefined,
  };
}

/** The options of a TLS connection to a host, whose certificate is judged by its name. */
export function tlsOptionsOf({ isInsecure, ca }: TlsChoice, serverName: string | undefined) {
  return {
    rejectUnauthorized: !isInsecure,
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

/** A port by a template. @throws NodeError ValidationError */
export function readPort({ config }: NodeContext, key: string, otherwise: number): number {
  const port = config.number(key) ?? otherwise;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new NodeError('ValidationError', `${key} is not a port from 1 to 65535`);
  }
  return port;
}

/** User and password of the credential that the node names, else those that it is given. @throws ActionError CredentialError */
export async function readLogin(
  { config, services }: NodeContext,
  { host, port }: { host: string; port: number },
  given: Login,
): Promise<Login> {
  const name = config.text(credentialKey, { escape: false }).trim();
  if (name === '') return given;
  const at = `https://${host}:${port}/`;
  if (!URL.canParse(at)) throw new ActionError('CredentialError', 'The host is not valid');
  const used = await services.credentials.useForUrl({ name, url: at });
  if ('failure' in used) throw new ActionError('CredentialError', used.failure);
  if (used.authMethod !== 'basicAuth') {
    throw new ActionError('CredentialError', `The credential "${name}" is not one of user and password.`);
  }
  return { user: used.publicValue ?? '', password: used.secretValue };
}

/** Does something at a host outside, within the time that the run has left. @throws ActionError */
export function useHost<Result>(
  { services, run, signal, timeLeft }: NodeContext,
  place: { host: string; port: number; errorName: string },
  action: (host: OutsideHost) => Promise<Result>,
): Promise<Result> {
  return services.connections.use(
    { applicationId: run.applicationId, ...place, timeoutMs: Math.min(timeoutMs, timeLeft()), signal },
    action,
  );
}
