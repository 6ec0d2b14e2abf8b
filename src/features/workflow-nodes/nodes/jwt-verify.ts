import type { NodeType } from '../context.ts';
import { credentialField } from '../credential-use.ts';
import { everyClass } from '../declaration.ts';
import { ActionError } from '../errors.ts';
import { verifyToken } from '../json-web-token.ts';
import { readTokenKey } from './jwt-create.ts';

export const jwtVerifyNode: NodeType = {
  type: 'JWTVerifyNode',
  label: 'JWT: Verify',
  summary:
    'Goes on by its second output when a JSON Web Token is signed with the key, has not expired and is of the issuer.',
  category: 'logic',
  classes: everyClass,
  outputs: 2,
  fields: [
    { key: 'tokenTemplate', kind: 'template', label: 'Token', required: true },
    { key: 'secretTemplate', kind: 'template', label: 'Secret or public key' },
    credentialField('One of the type jwt, whose issuer counts.'),
    { key: 'issuerTemplate', kind: 'template', label: 'Issuer', help: 'Empty: any.' },
    { key: 'errorPath', kind: 'path', label: 'Error path', isResult: true },
  ],
  example: { tokenTemplate: '{{data.token}}', secretTemplate: '{{globals.secret}}', errorPath: 'working.error' },
  async run(context) {
    const { config, now } = context;
    const token = config.requiredText('tokenTemplate', { escape: false });
    const { key, issuer: own = '' } = await readTokenKey(context);
    const issuer = config.text('issuerTemplate', { escape: false }) || own;
    try {
      verifyToken(token, { key, issuer, now: now() });
      return true;
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      config.write('errorPath', { name: error.name, message: error.message });
      return false;
    }
  },
};
