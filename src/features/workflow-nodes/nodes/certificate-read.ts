import { X509Certificate } from 'node:crypto';
import { toText } from '../../../platform/language/index.ts';
import { describeCertificate, readNames } from '../certificates/certificate-info.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass, type FieldDeclaration } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

/** Certificates of a bundle that are looked at. */
const maxCertificates = 100;

/** Where a text in PEM comes from: `<name>TemplateType` says how `<name>Template` is read. */
export function pemSourceField(name: string): FieldDeclaration {
  return {
    key: `${name}TemplateType`,
    kind: 'select',
    label: 'Taken from',
    options: ['stringTemplate', 'payloadPath'],
    // Of agents, which read their own files.
    olderOptions: ['diskPath'],
    default: 'stringTemplate',
  };
}

/** The text that `pemSourceField` speaks of. @throws NodeError TemplateError when there is none */
export function readPemSource(config: NodeConfig, name: string): string {
  const key = `${name}Template`;
  if (config.plain(`${name}TemplateType`) !== 'payloadPath') return config.requiredText(key, { escape: false });
  const text = toText(config.read(key)).trim();
  if (text === '') throw new NodeError('TemplateError', `${key} leads to no text`);
  return text;
}

export const certificateReadNode: NodeType = {
  type: 'CertificateReadNode',
  label: 'Certificate: Read',
  summary: 'Reads what an X.509 certificate says; whether anybody has reason to trust it is not looked at.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    pemSourceField('crt'),
    {
      key: 'crtTemplate',
      kind: 'template',
      kindBy: { key: 'crtTemplateType', kinds: { payloadPath: 'path' } },
      label: 'Certificate',
      help: 'In PEM; of a bundle the result is a list.',
      required: true,
    },
    resultField({ required: true }),
  ],
  example: { crtTemplate: '{{globals.certificate}}', resultPath: 'working.certificate' },
  run({ config }) {
    const text = readPemSource(config, 'crt');
    const bundle = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
    if (bundle.length > maxCertificates) {
      throw new NodeError('ValidationError', `crtTemplate has more than ${maxCertificates} certificates`);
    }
    if (bundle.length < 2) config.write('resultPath', describe(readCertificate(text)));
    else config.write('resultPath', bundle.map(describeOfBundle));
  },
};

function describeOfBundle(pem: string): object {
  try {
    return describe(new X509Certificate(pem));
  } catch {
    return { error: { message: 'This is no certificate' } };
  }
}

function readCertificate(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new NodeError('ValidationError', 'crtTemplate is no certificate in PEM');
  }
}

function describe(certificate: X509Certificate) {
  const { subjectAltName, keyUsage } = certificate;
  return {
    ...describeCertificate(certificate),
    subject: readNames(certificate.subject),
    issuer: readNames(certificate.issuer),
    subjectAlternativeNames: subjectAltName === undefined ? [] : subjectAltName.split(', '),
    serialNumber: certificate.serialNumber,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    isCertificateAuthority: certificate.ca,
    extendedKeyUsage: keyUsage ?? [],
    fingerprint: certificate.fingerprint256,
    fingerprintSha1: certificate.fingerprint,
    publicKeyType: certificate.publicKey.asymmetricKeyType ?? null,
  };
}
