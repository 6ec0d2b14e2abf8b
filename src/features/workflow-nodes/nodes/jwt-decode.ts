import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { resultField } from '../fields.ts';
import { decodeToken } from '../json-web-token.ts';
import { softly } from '../outcomes.ts';

export const jwtDecodeNode: NodeType = {
  type: 'JWTDecodeNode',
  label: 'JWT: Decode',
  summary: 'Reads what a JSON Web Token says, without checking whether it is true.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'tokenTemplate', kind: 'template', label: 'Token', required: true },
    { key: 'complete', kind: 'boolean', label: 'With header and signature', default: false },
    resultField({ key: 'destinationPath', label: 'Destination path', required: true }),
  ],
  example: { tokenTemplate: '{{data.token}}', destinationPath: 'working.claims' },
  async run(context) {
    const { config } = context;
    const token = config.requiredText('tokenTemplate', { escape: false });
    await softly(context, 'destinationPath', () => {
      const { header, payload, signature } = decodeToken(token);
      return config.boolean('complete') ? { header, payload, signature } : payload;
    });
  },
};
