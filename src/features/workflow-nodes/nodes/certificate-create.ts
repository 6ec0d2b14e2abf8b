import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  id_kp_clientAuth,
  id_kp_codeSigning,
  id_kp_emailProtection,
  id_kp_OCSPSigning,
  id_kp_serverAuth,
  id_kp_timeStamping,
  KeyUsageFlags,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';
import { parseTimeText } from '../../../kernel/time-text.ts';
import { describeCertificate } from '../certificates/certificate-info.ts';
import {
  type CertificateOrder,
  type HashName,
  hashes,
  issueCertificate,
  readAuthority,
} from '../certificates/issue.ts';
import { type Applicant, readApplicant } from '../certificates/signing-request.ts';
import {
  type AlternativeNameType,
  alternativeNameTypes,
  overrideSubject,
  subjectParts,
  toAlternativeName,
} from '../certificates/subject.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { credentialField, useCredential } from '../credential-use.ts';
import { everyClass, type FieldDeclaration } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { pemSourceField, readPemSource } from './certificate-read.ts';

const msPerDay = 86_400_000;
const maxDays = 3650;
const maxAlternativeNames = 32;
/** RFC 5280, 4.1.2.2. */
const maxSerialBytes = 20;

/** The flags by their names; the enum has the names by their flags as well. */
const keyUsages: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(KeyUsageFlags).filter((entry): entry is [string, KeyUsageFlags] => typeof entry[1] === 'number'),
);
const purposes: Readonly<Record<string, string>> = {
  serverAuth: id_kp_serverAuth,
  clientAuth: id_kp_clientAuth,
  codeSigning: id_kp_codeSigning,
  emailProtection: id_kp_emailProtection,
  timeStamping: id_kp_timeStamping,
  ocspSigning: id_kp_OCSPSigning,
};

const subjectLabels: Readonly<Record<(typeof subjectParts)[number], string>> = {
  country: 'Country',
  state: 'State or province',
  locality: 'City',
  organization: 'Organization',
  organizationalUnit: 'Unit of the organization',
  commonName: 'Common name',
  email: 'Email address',
};
const subjectFields: readonly FieldDeclaration[] = subjectParts.map((part) => ({
  key: `${part}Template`,
  kind: 'template',
  label: subjectLabels[part],
  help: 'Empty: as the request has it.',
}));

export const certificateCreateNode: NodeType = {
  type: 'CertificateCreateNode',
  label: 'Certificate: Create',
  summary: 'Issues a certificate for a signing request, signed with the key of an authority of your own.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  isSoft: true,
  fields: [
    credentialField('One of the type certificateKeyPair: the certificate of the authority, and its key.', {
      required: true,
    }),
    pemSourceField('csr'),
    {
      key: 'csrTemplate',
      kind: 'template',
      kindBy: { key: 'csrTemplateType', kinds: { payloadPath: 'path' } },
      label: 'Signing request',
      help: 'In PEM. A public or private key may stand in its place; a name must be said then.',
      required: true,
    },
    { key: 'algorithmTemplate', kind: 'template', label: 'Hash', help: `${hashes.join(', ')}.`, default: 'SHA256' },
    { key: 'expiresInDaysTemplate', kind: 'template', label: 'Days', help: `1 to ${maxDays}.`, default: '365' },
    ...subjectFields,
    {
      key: 'subjectAltNames',
      kind: 'list',
      label: 'Alternative names',
      help: 'In place of all that the request has.',
      maxEntries: maxAlternativeNames,
      fields: [
        { key: 'type', kind: 'select', label: 'Type', options: alternativeNameTypes, default: 'dns' },
        { key: 'valueTemplate', kind: 'template', label: 'Name' },
      ],
    },
    { key: 'serialNumberTemplate', kind: 'template', label: 'Serial number', help: 'In hex. Empty: by chance.' },
    {
      key: 'notBeforeTemplate',
      kind: 'template',
      label: 'Valid from',
      help: 'ISO 8601 or milliseconds. Empty: now.',
    },
    {
      key: 'keyUsages',
      kind: 'list',
      label: 'Key usages',
      help: `${Object.keys(keyUsages).join(', ')}.`,
      entries: 'text',
      maxEntries: Object.keys(keyUsages).length,
    },
    {
      key: 'extendedKeyUsages',
      kind: 'list',
      label: 'Purposes',
      help: `${Object.keys(purposes).join(', ')}. Certificates of devices need clientAuth.`,
      entries: 'text',
      maxEntries: Object.keys(purposes).length,
    },
    resultField({ help: 'An object with certificate, publicKey and info; or with error.', required: true }),
  ],
  example: {
    credentialNameTemplate: 'plant authority',
    csrTemplate: '{{data.csr}}',
    commonNameTemplate: '{{data.deviceId}}',
    keyUsages: ['digitalSignature'],
    extendedKeyUsages: ['clientAuth'],
    resultPath: 'working.issued',
  },
  async run(context) {
    const { config, now } = context;
    const pem = readPemSource(config, 'csr');
    const said = readOrder(config, now());
    await softly(context, 'resultPath', async () => {
      const pair = await useCredential(context, 'certificateKeyPair');
      const authority = readAuthority({ certificate: pair.certificate ?? '', privateKey: pair.privateKey ?? '' });
      const certificate = issueCertificate(authority, completeOrder(said, readApplicant(pem)));
      return { certificate, ...describeCertificate(new X509Certificate(certificate)) };
    });
  },
};

type Said = Omit<CertificateOrder, 'publicKey' | 'subject'> & {
  readonly parts: Readonly<Partial<Record<(typeof subjectParts)[number], string>>>;
};

function readOrder(config: NodeConfig, now: number): Said {
  const hash = (config.text('algorithmTemplate').trim() || 'SHA256').toUpperCase();
  if (!hashes.includes(hash as HashName)) throw refused('algorithmTemplate', `must be one of ${hashes.join(', ')}`);
  const days = config.number('expiresInDaysTemplate') ?? 365;
  if (!Number.isInteger(days) || days < 1 || days > maxDays) {
    throw refused('expiresInDaysTemplate', `must be a whole number from 1 to ${maxDays}`);
  }
  const notBefore = readTime(config, now);
  const names = config.list('subjectAltNames').map((entry) => {
    const type = entry.choice<AlternativeNameType>('type', 'dns');
    return toAlternativeName(type, entry.requiredText('valueTemplate', { escape: false }));
  });
  if (names.length > maxAlternativeNames) throw refused('subjectAltNames', `has more than ${maxAlternativeNames}`);
  return {
    parts: Object.fromEntries(
      subjectParts.map((part) => [part, config.text(`${part}Template`, { escape: false }).trim()]),
    ),
    alternativeNames: names.length === 0 ? undefined : AsnConvert.serialize(new SubjectAlternativeName(names)),
    serialNumber: readSerial(config),
    notBefore,
    notAfter: new Date(notBefore.getTime() + days * msPerDay),
    keyUsage: readNamed(config, 'keyUsages', keyUsages).reduce((all, flag) => all | flag, 0),
    extendedKeyUsage: [...new Set(readNamed(config, 'extendedKeyUsages', purposes))],
    hash: hash as HashName,
  };
}

function completeOrder({ parts, alternativeNames, ...order }: Said, applicant: Applicant): CertificateOrder {
  const subject = overrideSubject(applicant.subject, parts);
  const names = alternativeNames ?? applicant.alternativeNames;
  if (subject.length === 0 && names === undefined) {
    throw new NodeError('ValidationError', 'Nothing says whose certificate it is: name it in commonNameTemplate');
  }
  return { ...order, subject, publicKey: applicant.publicKey, alternativeNames: names };
}

function readTime(config: NodeConfig, now: number): Date {
  const text = config.text('notBeforeTemplate', { escape: false }).trim();
  // Certificates count whole seconds.
  const time = text === '' ? now : /^\d+$/.test(text) ? Number(text) : (parseTimeText(text) ?? Number.NaN);
  const whole = new Date(Math.floor(time / 1000) * 1000);
  const year = whole.getUTCFullYear();
  if (!(year >= 1950 && year < 9900)) throw refused('notBeforeTemplate', 'is no time');
  return whole;
}

function readSerial(config: NodeConfig): Uint8Array | undefined {
  const text = config.text('serialNumberTemplate').trim();
  if (text === '') return undefined;
  const isHex = /^[0-9a-f]+$/i.test(text) && text.length <= maxSerialBytes * 2 && /[^0]/.test(text);
  const bytes = Buffer.from(text.padStart(text.length + (text.length % 2), '0'), 'hex');
  // The first bit is the sign: a number that needs all 160 bits would take 21 bytes.
  const isShort = bytes.length < maxSerialBytes || (bytes[0] ?? 0) < 0x80;
  if (!isHex || !isShort) throw refused('serialNumberTemplate', 'must be a number above 0 in hex, below 2^159');
  return bytes;
}

function readNamed<Value>(config: NodeConfig, key: string, known: Readonly<Record<string, Value>>): Value[] {
  return config.texts(key).map((text) => {
    const name = text.trim();
    const found = Object.hasOwn(known, name) ? known[name] : undefined;
    if (found === undefined) throw refused(key, `has ${name}, which there is not`);
    return found;
  });
}

function refused(key: string, rule: string): NodeError {
  return new NodeError('ValidationError', `${key} ${rule}`);
}
