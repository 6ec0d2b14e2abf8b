import { createHash, createHmac } from 'node:crypto';
import { cutText } from '../../../kernel/text.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { encodeText } from '../encode-text.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

/** By their names in configs, without blanks and hyphens and in lower case. */
const algorithms: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  sha512: 'sha512',
  ripemd: 'ripemd160',
  ripemd160: 'ripemd160',
};

const encodings = ['hex', 'base64', 'latin1'] as const;

export const hashNode: NodeType = {
  type: 'HashNode',
  label: 'Hash',
  summary: 'Makes the hash of a text; with a secret its HMAC.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'dataTemplate', kind: 'template', label: 'Text' },
    {
      key: 'algorithmTemplate',
      kind: 'template',
      label: 'Algorithm',
      help: 'MD5, SHA1, SHA256, SHA512 or RIPEMD.',
      required: true,
    },
    { key: 'secretTemplate', kind: 'template', label: 'Secret', help: 'Makes it an HMAC.' },
    { key: 'encodingTemplate', kind: 'template', label: 'Encoding', help: 'hex, base64 or latin1.', default: 'hex' },
    resultField({ key: 'destinationPath', label: 'Destination path' }),
  ],
  example: { dataTemplate: '{{{data.body}}}', algorithmTemplate: 'SHA256', destinationPath: 'working.hash' },
  run({ config }) {
    const algorithm = readAlgorithm(config.requiredText('algorithmTemplate'));
    const encodingName = config.text('encodingTemplate').trim().toLowerCase() || 'hex';
    const encoding = encodings.find((known) => known === encodingName);
    if (!encoding) throw new NodeError('ValidationError', `The encoding is not known: ${cutText(encodingName, 80)}`);
    const data = config.text('dataTemplate');
    const secret = config.text('secretTemplate', { escape: false });
    const hash = secret === '' ? createHash(algorithm) : createHmac(algorithm, secret);
    config.write('destinationPath', hash.update(encodeText(data)).digest().toString(encoding));
  },
};

function readAlgorithm(name: string): string {
  const wanted = name.replace(/[\s-]/g, '').toLowerCase();
  if (Object.hasOwn(algorithms, wanted)) return algorithms[wanted] as string;
  // OpenSSL no longer has it.
  if (wanted === 'whirlpool') throw new NodeError('NotAvailable', 'This server does not have the algorithm Whirlpool');
  throw new NodeError('ValidationError', `The algorithm is not known: ${cutText(name, 80)}`);
}
