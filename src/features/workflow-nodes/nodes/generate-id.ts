import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { newId } from '../../../kernel/ids.ts';
import { cutText } from '../../../kernel/text.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

/** The 64 characters that need no escape in a URL. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
const maxCharacters = 255;
/** From 1582-10-15, when the count of a version 1 begins, to 1970 (RFC 9562, 5.1); in 100 ns. */
const gregorianOffset = 122_192_928_000_000_000n;
/** The namespaces that have names (RFC 9562, 6.6). */
const namespaces: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

const makers: Readonly<Record<string, (context: NodeContext) => string>> = {
  uuidv1: ({ now }) => makeTimeUuid(now()),
  uuidv3: ({ config }) => makeNameUuid(config, 'md5', 3),
  uuidv4: () => randomUUID(),
  uuidv5: ({ config }) => makeNameUuid(config, 'sha1', 5),
  objectid: () => newId(),
  nanoid: ({ config }) => makeNanoId(config.number('numCharactersTemplate') ?? 21),
};

export const generateIdNode: NodeType = {
  type: 'GenerateIdNode',
  label: 'Generate ID',
  summary: 'Makes a new identifier.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    {
      key: 'idTypeTemplate',
      kind: 'template',
      label: 'Kind',
      help: 'uuidv1, uuidv3, uuidv4, uuidv5, objectId or nanoid.',
      default: 'uuidv4',
    },
    {
      key: 'namespaceTemplate',
      kind: 'template',
      label: 'Namespace',
      help: 'Of uuidv3 and uuidv5: a UUID, or dns, url, oid or x500.',
    },
    { key: 'valueTemplate', kind: 'template', label: 'Value', help: 'Of uuidv3 and uuidv5: the name.' },
    {
      key: 'numCharactersTemplate',
      kind: 'template',
      label: 'Characters',
      help: 'Of nanoid; at most 255.',
      default: '21',
    },
    resultField({ key: 'destinationPath', label: 'Destination path', required: true }),
  ],
  example: { idTypeTemplate: 'uuidv4', destinationPath: 'working.id' },
  run(context) {
    const { config } = context;
    const name = config.text('idTypeTemplate').trim().toLowerCase() || 'uuidv4';
    const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
    if (!make) throw new NodeError('ValidationError', `The kind of identifier is not known: ${cutText(name, 80)}`);
    config.write('destinationPath', make(context));
  },
};

/** Version 1 with a random node and clock sequence: it tells nothing about this machine, and needs no state. */
function makeTimeUuid(now: number): string {
  const bytes = randomBytes(16);
  // Below a ms the time is random.
  const ticks = BigInt(Math.trunc(now)) * 10_000n + gregorianOffset + BigInt(bytes.readUInt16BE(0) % 10_000);
  bytes.writeUInt32BE(Number(ticks & 0xffff_ffffn), 0);
  bytes.writeUInt16BE(Number((ticks >> 32n) & 0xffffn), 4);
  bytes.writeUInt16BE(Number((ticks >> 48n) & 0x0fffn), 6);
  // A multicast address, which no network card has.
  bytes.writeUInt8(bytes.readUInt8(10) | 0x01, 10);
  return toUuid(bytes, 1);
}

function makeNameUuid(config: NodeConfig, algorithm: 'md5' | 'sha1', version: 3 | 5): string {
  const given = config.requiredText('namespaceTemplate').toLowerCase();
  const namespace = (Object.hasOwn(namespaces, given) ? namespaces[given] : given) as string;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(namespace))
    throw new NodeError('ValidationError', `The namespace is no UUID: ${cutText(given, 80)}`);
  const hash = createHash(algorithm).update(Buffer.from(namespace.replaceAll('-', ''), 'hex'));
  return toUuid(hash.update(config.text('valueTemplate'), 'utf8').digest().subarray(0, 16), version);
}

function toUuid(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function makeNanoId(characters: number): string {
  if (!Number.isInteger(characters) || characters < 1 || characters > maxCharacters)
    throw new NodeError('ValidationError', `A nanoid has from 1 to ${maxCharacters} characters`);
  return Array.from(randomBytes(characters), (byte) => alphabet[byte & 63]).join('');
}
