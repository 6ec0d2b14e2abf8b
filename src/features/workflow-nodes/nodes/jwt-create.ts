import { isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { credentialField, credentialKey } from '../credential-use.ts';
import { everyClass } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { createToken } from '../json-web-token.ts';
import { softly } from '../outcomes.ts';

export const jwtCreateNode: NodeType = {
  type: 'JWTCreateNode',
  label: 'JWT: Create',
  summary: 'Makes a JSON Web Token that is signed with a secret or a private key.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'dataTemplateType', kind: 'select', label: 'Claims are', options: ['json', 'path'], default: 'json' },
    {
      key: 'dataTemplate',
      kind: 'json',
      label: 'Claims',
      required: true,
      kindBy: { key: 'dataTemplateType', kinds: { path: 'path' } },
    },
    {
      key: 'algorithmTemplate',
      kind: 'template',
      label: 'Algorithm',
      help: 'HS, RS or ES with 256, 384 or 512.',
      default: 'HS256',
    },
    { key: 'secretTemplate', kind: 'template', label: 'Secret or private key' },
    credentialField('One of the type jwt, whose algorithm and issuer count.'),
    { key: 'issuerTemplate', kind: 'template', label: 'Issuer' },
    { key: 'expiresIn', kind: 'template', label: 'Expires in seconds', help: 'Empty: never.' },
    {
      key: 'headerTemplate',
      kind: 'json',
      label: 'Header',
      help: 'What it says besides.',
      kindBy: { key: 'headerTemplateType', kinds: { path: 'path' } },
    },
    { key: 'headerTemplateType', kind: 'select', label: 'Header is', options: ['json', 'path'], default: 'json' },
    resultField({ key: 'destinationPath', label: 'Destination path', required: true }),
  ],
  example: {
    dataTemplate: '{"id": "{{data.id}}"}',
    algorithmTemplate: 'HS256',
    secretTemplate: '{{globals.secret}}',
    expiresIn: 3600,
    destinationPath: 'working.token',
  },
  async run(context) {
    const { config, now } = context;
    const given = readObject(config, 'dataTemplate');
    const header = readObject(config, 'headerTemplate') ?? {};
    const { key, ...credential } = await readTokenKey(context);
    const algorithm = credential.algorithm ?? (config.text('algorithmTemplate').trim() || 'HS256');
    const issuer = config.text('issuerTemplate', { escape: false }) || (credential.issuer ?? '');
    const lifetime = config.number('expiresIn');
    await softly(context, 'destinationPath', () => {
      if (!isObject(given)) throw new ActionError('ValidationError', 'The claims are no object');
      if (!isObject(header)) throw new ActionError('ValidationError', 'The header is no object');
      const iat = Math.floor(now() / 1000);
      const claims = {
        iat,
        ...(lifetime === undefined
          ? {}
          : { exp: (typeof given.iat === 'number' ? given.iat : iat) + Math.floor(lifetime) }),
        ...(issuer === '' ? {} : { iss: issuer }),
        ...given,
      };
      return createToken(claims, { algorithm, key, header });
    });
  },
};

/** The secret or key of a node that makes or checks tokens; with a credential its algorithm and issuer as well. */
export async function readTokenKey({ config, services }: Pick<NodeContext, 'config' | 'services'>): Promise<{
  key: string;
  algorithm?: string;
  issuer?: string | undefined;
}> {
  const name = config.text(credentialKey, { escape: false }).trim();
  if (name === '' || config.has('secretTemplate'))
    return { key: config.requiredText('secretTemplate', { escape: false }) };
  const used = await services.credentials.useForTokens({ name });
  if ('failure' in used) throw new NodeError('CredentialError', used.failure);
  const { secret, algorithm, issuer } = used;
  return { key: secret, algorithm, issuer };
}

function readObject(config: NodeConfig, key: string): unknown {
  return config.plain(`${key}Type`) === 'path' ? config.read(key) : config.json(key);
}
