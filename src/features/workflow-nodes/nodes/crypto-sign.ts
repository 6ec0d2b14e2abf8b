import { constants, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { cutText } from '../../../kernel/text.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass, type FieldDeclaration } from '../declaration.ts';
import { encodeText } from '../encode-text.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

const encodings = ['base64', 'hex', 'latin1'] as const;
const paddings: Readonly<Record<string, number>> = {
  '': constants.RSA_PKCS1_PADDING,
  RSA_PKCS1_PADDING: constants.RSA_PKCS1_PADDING,
  RSA_PKCS1_PSS_PADDING: constants.RSA_PKCS1_PSS_PADDING,
};
/** Kinds of keys whose signatures have their hash of their own. */
const withoutHash: ReadonlySet<string | undefined> = new Set(['ed25519', 'ed448']);

const fields = (key: FieldDeclaration): readonly FieldDeclaration[] => [
  { ...key, key: 'keyTemplate', kind: 'template', required: true },
  { key: 'dataTemplate', kind: 'template', label: 'Text' },
  {
    key: 'algorithmTemplate',
    kind: 'template',
    label: 'Algorithm',
    help: 'SHA1, SHA224, SHA256, SHA384 or SHA512, also with RSA- before it; of Ed25519 and Ed448 keys it means nothing.',
    default: 'SHA256',
  },
  {
    key: 'paddingTemplate',
    kind: 'template',
    label: 'Padding',
    help: 'Of RSA keys: RSA_PKCS1_PADDING or RSA_PKCS1_PSS_PADDING.',
    default: 'RSA_PKCS1_PADDING',
  },
  {
    key: 'signatureEncodingTemplate',
    kind: 'template',
    label: 'Encoding of the signature',
    help: 'base64, hex or latin1.',
    default: 'base64',
  },
];

export const cryptoSignNode: NodeType = {
  type: 'CryptoSignNode',
  label: 'Crypto: Sign',
  summary: 'Signs a text with a private key.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    ...fields({ key: '', kind: 'template', label: 'Private key', help: 'In PEM: RSA, EC, Ed25519 or Ed448.' }),
    resultField({ key: 'destinationPath', label: 'Destination path' }),
  ],
  example: {
    keyTemplate: '{{globals.privateKey}}',
    dataTemplate: '{{{data.body}}}',
    algorithmTemplate: 'SHA256',
    destinationPath: 'working.signature',
  },
  run({ config }) {
    const key = readKey(config, createPrivateKey);
    const { algorithm, options, encoding, data } = readSettings(config, key);
    const signature = attempt(() => sign(algorithm, data, options));
    // Old exports may call it so.
    const path = config.path('destinationPath') === undefined ? 'resultPath' : 'destinationPath';
    config.write(path, signature.toString(encoding));
  },
};

export const cryptoVerifyNode: NodeType = {
  type: 'CryptoVerifyNode',
  label: 'Crypto: Verify',
  summary: 'Goes on by its second output when a text is signed with the private key of a public one.',
  category: 'logic',
  classes: everyClass,
  outputs: 2,
  readsOnly: true,
  fields: [
    ...fields({ key: '', kind: 'template', label: 'Public key', help: 'In PEM, or a certificate in PEM.' }),
    { key: 'signatureTemplate', kind: 'template', label: 'Signature', required: true },
  ],
  example: {
    keyTemplate: '{{globals.publicKey}}',
    dataTemplate: '{{{data.body}}}',
    algorithmTemplate: 'SHA256',
    signatureTemplate: '{{{data.signature}}}',
  },
  run({ config }) {
    const signature = config.requiredText('signatureTemplate', { escape: false });
    const key = readKey(config, createPublicKey);
    const { algorithm, options, encoding, data } = readSettings(config, key);
    return attempt(() => verify(algorithm, data, options, Buffer.from(signature, encoding)));
  },
};

function readKey(config: NodeConfig, create: (text: string) => KeyObject): KeyObject {
  const text = config.requiredText('keyTemplate', { escape: false });
  try {
    return create(text);
  } catch {
    throw new NodeError('ValidationError', 'The key is none in PEM');
  }
}

function readSettings(config: NodeConfig, key: KeyObject) {
  const name = config.text('algorithmTemplate', { escape: false }).trim() || 'SHA256';
  const hash = /^(?:rsa-?)?sha-?(1|224|256|384|512)$/i.exec(name)?.[1];
  if (hash === undefined) throw new NodeError('ValidationError', `The algorithm is not known: ${cutText(name, 80)}`);
  const paddingName = config.text('paddingTemplate', { escape: false }).trim();
  const padding = Object.hasOwn(paddings, paddingName) ? paddings[paddingName] : undefined;
  if (padding === undefined)
    throw new NodeError('ValidationError', `The padding is not known: ${cutText(paddingName, 80)}`);
  const encodingName = config.text('signatureEncodingTemplate', { escape: false }).trim().toLowerCase() || 'base64';
  const encoding = encodings.find((known) => known === encodingName);
  if (!encoding) throw new NodeError('ValidationError', `The encoding is not known: ${cutText(encodingName, 80)}`);
  return {
    algorithm: withoutHash.has(key.asymmetricKeyType) ? null : `sha${hash}`,
    options: key.asymmetricKeyType === 'rsa' ? { key, padding } : { key },
    encoding,
    data: encodeText(config.text('dataTemplate', { escape: false })),
  };
}

/** What OpenSSL refuses, such as a key too short for the hash, is the config's fault. */
function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new NodeError('ValidationError', `The key does not fit: ${cutText((error as Error).message, 200)}`);
  }
}
